/**
 * The envelope of a record: CloudEvents attributes as Kafka headers in binary mode. Knows header names and how they are
 * written; must not know topics or values.
 */
@NullMarked
package io.countersign.cloudevent;

import org.jspecify.annotations.NullMarked;
