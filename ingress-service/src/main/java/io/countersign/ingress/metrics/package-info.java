/**
 * The ingress's counters and timers, their names, the equation that ties them together, and which of Kafka's are shown beside
 * them. Knows outcomes, nothing of requests.
 */
@NullMarked
package io.countersign.ingress.metrics;

import org.jspecify.annotations.NullMarked;
