/** Nuapay: checks of accounts. Owns how Nuapay signs and what its events say; knows no other provider. */
@NullMarked
package io.countersign.ingress.provider.nuapay;

import org.jspecify.annotations.NullMarked;
