/**
 * The spool: where records wait on disk while Kafka does not take them. Owns the store, which way a record takes, and the
 * order in which the store is drained; off unless its folder is configured, and then nothing of it is there. Must not know
 * HTTP, sources or signatures, nor Kafka's clients.
 */
@NullMarked
package io.countersign.ingress.spool;

import org.jspecify.annotations.NullMarked;
