/**
 * LOX24: one-time codes sent to phones. Owns how LOX24 proves itself, what its events say, and that the one-time code stays in
 * no record; knows no other provider.
 */
@NullMarked
package io.countersign.ingress.provider.lox24;

import org.jspecify.annotations.NullMarked;
