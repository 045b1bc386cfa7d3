/** The processor's program: it finds the rooms beside it and starts them. Owns nothing else. */
@NullMarked
package io.countersign.processor;

import org.jspecify.annotations.NullMarked;
