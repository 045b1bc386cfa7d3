/**
 * The way of a record: from the received topics through the ledger to events, state and quarantine. Owns the topology,
 * its store and its books (counters); must not know how it is started, configured on a machine, or asked over HTTP.
 */
@NullMarked
package io.countersign.processor.topology;

import org.jspecify.annotations.NullMarked;
