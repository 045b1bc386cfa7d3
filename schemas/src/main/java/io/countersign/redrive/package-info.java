/**
 * What programs agree on who have something in quarantine sent through again: how a request is written, and which of two
 * records about one redrive counts. Knows records and their envelope; must not know how they are read or written.
 */
@NullMarked
package io.countersign.redrive;

import org.jspecify.annotations.NullMarked;
