/**
 * The ingress's counters, their names, and the equation that ties them together. Knows outcomes, nothing of requests.
 */
@NullMarked
package io.countersign.ingress.metrics;

import org.jspecify.annotations.NullMarked;
