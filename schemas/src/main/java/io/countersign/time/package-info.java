/** Times as text, both ways. Knows nothing of events. */
@NullMarked
package io.countersign.time;

import org.jspecify.annotations.NullMarked;
