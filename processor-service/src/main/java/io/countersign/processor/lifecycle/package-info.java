/**
 * The lifecycles that the providers' documentation tells of, as tables: which status comes before which, and which steps
 * are documented. Knows statuses as words only and must not know events, state or Kafka.
 */
@NullMarked
package io.countersign.processor.lifecycle;

import org.jspecify.annotations.NullMarked;
