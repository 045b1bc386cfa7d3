/** What the lines of all programs' logs have in common: the names of their fields, and how text from outside gets into them. */
@NullMarked
package io.countersign.log;

import org.jspecify.annotations.NullMarked;
