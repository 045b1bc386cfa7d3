/**
 * Traces: which one a delivery belongs to, whether a span of it is recorded, and what that may say, which is never what was
 * sent. Owns what is loaded of OpenTelemetry; must not know HTTP's wire or Kafka.
 */
@NullMarked
package io.countersign.ingress.trace;

import org.jspecify.annotations.NullMarked;
