/**
 * What differs between two records, field by field, in words that hold nobody's data. Pure; knows Avro and which
 * fields may be seen, and neither Kafka nor the commands.
 */
@NullMarked
package io.countersign.replay.difference;

import org.jspecify.annotations.NullMarked;
