/**
 * Who may ask: logins, tokens, and what may be open without either. Knows nothing of what is asked; every path of the API
 * stands behind it.
 */
@NullMarked
package io.countersign.processor.access;

import org.jspecify.annotations.NullMarked;
