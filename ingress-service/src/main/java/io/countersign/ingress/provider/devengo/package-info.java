/** Devengo: accounts, payments and recipient checks. Owns how Devengo signs and what its events say; knows no other provider. */
@NullMarked
package io.countersign.ingress.provider.devengo;

import org.jspecify.annotations.NullMarked;
