/**
 * How far a job is: a bar on a terminal, plain lines elsewhere, and the pace that a job keeps.
 */
@NullMarked
package io.countersign.replay.progress;

import org.jspecify.annotations.NullMarked;
