/**
 * The whole system as outsiders see it: over HTTP, over Kafka, and in its log files, with the real programs as child
 * processes. Must not know a class of either service.
 */
@NullMarked
package io.countersign.endtoend;

import org.jspecify.annotations.NullMarked;
