/**
 * The topology at work: connects to registry and brokers, starts and stops Kafka Streams, replaces threads that died,
 * tells whether it is ready. Must not know what a record means or what is asked over HTTP.
 */
@NullMarked
package io.countersign.processor.runtime;

import org.jspecify.annotations.NullMarked;
