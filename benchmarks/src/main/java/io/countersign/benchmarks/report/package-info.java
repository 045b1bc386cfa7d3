/**
 * The report: figures of several runs side by side, their medians and spreads, as JSON, as a Markdown table and as a
 * plot. Knows numbers and names; must not know how they came about.
 */
@NullMarked
package io.countersign.benchmarks.report;

import org.jspecify.annotations.NullMarked;
