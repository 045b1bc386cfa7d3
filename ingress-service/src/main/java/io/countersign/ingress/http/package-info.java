/**
 * The HTTP side of the ingress: which requests are looked at, how bodies are read, and how results become answers. The
 * one place where failures become problem documents. Must not know Kafka, nor how a sender is proved: only why one was
 * refused.
 */
@NullMarked
package io.countersign.ingress.http;

import org.jspecify.annotations.NullMarked;
