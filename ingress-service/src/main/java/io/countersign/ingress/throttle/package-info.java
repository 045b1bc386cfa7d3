/**
 * Refused attempts, counted by sender's address. Knows addresses and counts, nothing of what was refused.
 */
@NullMarked
package io.countersign.ingress.throttle;

import org.jspecify.annotations.NullMarked;
