/**
 * The way of a record: from the received topics through the ledger to events, state and quarantine, and the view of what is
 * in quarantine. Owns the topology, its stores and its books (counters); must not know how it is started, configured on a machine, or asked over HTTP.
 */
@NullMarked
package io.countersign.processor.topology;

import org.jspecify.annotations.NullMarked;
