/**
 * Writing to Kafka: a record goes in, and it is known in time whether all in-sync replicas have it. Owns the producer and
 * the registered schemas; must not know HTTP, sources or signatures.
 */
@NullMarked
package io.countersign.ingress.publish;

import org.jspecify.annotations.NullMarked;
