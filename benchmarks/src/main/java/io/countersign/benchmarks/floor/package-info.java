/**
 * The floor: the least that a server can do which answers only after the brokers have the body. What everything else is
 * measured against, so it must stay honest (the same promise, the same producer) and minimal (nothing else). Knows
 * nothing of Countersign.
 */
@NullMarked
package io.countersign.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
