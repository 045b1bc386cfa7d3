/**
 * Receipts: the signed statement of what was received and when, given to the sender and kept with the event. Owns the
 * receipt key.
 */
@NullMarked
package io.countersign.ingress.receipt;

import org.jspecify.annotations.NullMarked;
