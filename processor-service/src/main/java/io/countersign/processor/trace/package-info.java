/**
 * Traces: what was said of an event, as one more span of the trace that its webhook began. Owns what is loaded of
 * OpenTelemetry and what a span may say, which is never what was sent; must not know how events are counted.
 */
@NullMarked
package io.countersign.processor.trace;

import org.jspecify.annotations.NullMarked;
