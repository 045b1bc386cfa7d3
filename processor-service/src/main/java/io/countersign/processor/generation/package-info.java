/**
 * What a generation of the processor is called, how a marker says that one is live from here on, and which one is, as far
 * as this instance has read. Knows nothing of how events are counted, of stores, or of who asks.
 */
@NullMarked
package io.countersign.processor.generation;

import org.jspecify.annotations.NullMarked;
