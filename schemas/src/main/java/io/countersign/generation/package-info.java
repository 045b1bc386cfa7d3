/**
 * Generations of the processor, as the processor and whoever promotes one must agree on them: what they are called, and what a
 * marker says of which one is live. Knows no topic, and nothing of how events are counted.
 */
@NullMarked
package io.countersign.generation;

import org.jspecify.annotations.NullMarked;
