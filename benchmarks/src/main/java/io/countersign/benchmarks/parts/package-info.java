/**
 * The parts of the hot path one by one, with JMH: what a signature, a normaliser, a record, a receipt and a decision of
 * the ledger cost, in time and in allocation. Uses each part as the services do.
 */
@NullMarked
package io.countersign.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
