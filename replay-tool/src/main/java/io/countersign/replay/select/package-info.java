/**
 * What is picked from topics: time ranges by Kafka's time index, filters, and the parts of the topics that were there
 * when a job was started. Writes nothing.
 */
@NullMarked
package io.countersign.replay.select;

import org.jspecify.annotations.NullMarked;
