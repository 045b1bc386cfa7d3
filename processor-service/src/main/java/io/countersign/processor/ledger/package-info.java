/**
 * The core: what an event does to the state of its resource, decided by a pure function over the resource's ledger.
 * Owns identity, order, verdicts and the fold; must not know Kafka, Spring, topics, clocks or metrics.
 */
@NullMarked
package io.countersign.processor.ledger;

import org.jspecify.annotations.NullMarked;
