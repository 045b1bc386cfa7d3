/**
 * What a look before sending prints: counts by topic, type and day, and events as JSON lines without secrets and personal
 * data. Writes nothing to a topic.
 */
@NullMarked
package io.countersign.replay.show;

import org.jspecify.annotations.NullMarked;
