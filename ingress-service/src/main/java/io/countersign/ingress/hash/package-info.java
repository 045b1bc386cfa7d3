/** The one hash function that everything here uses. */
@NullMarked
package io.countersign.ingress.hash;

import org.jspecify.annotations.NullMarked;
