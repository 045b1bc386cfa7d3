/**
 * Text for a person: colours where a terminal shows them, signs that the terminal's character set has, and lines that
 * tell how a start goes on. Knows nothing of what is told.
 */
@NullMarked
package io.countersign.quickstart.page;

import org.jspecify.annotations.NullMarked;
