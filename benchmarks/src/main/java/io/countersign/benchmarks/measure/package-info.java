/**
 * The macro benchmarks: start the system as separate processes, load it, read what it used, check that nothing was lost.
 * Owns processes, runs and their order; what the figures look like in the end is the report's.
 */
@NullMarked
package io.countersign.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
