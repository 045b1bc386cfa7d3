/**
 * Generations of the processor: to start, watch, compare, promote and discard one.
 */
@NullMarked
package io.countersign.replay.rebuild;

import org.jspecify.annotations.NullMarked;
