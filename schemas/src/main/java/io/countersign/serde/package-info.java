/**
 * The wire format: Avro records as bytes behind Confluent's five-byte header, and back. Knows schemas by their ids and
 * must not know topics' meaning or what a record says.
 */
@NullMarked
package io.countersign.serde;

import org.jspecify.annotations.NullMarked;
