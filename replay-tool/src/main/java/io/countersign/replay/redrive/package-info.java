/**
 * What is in quarantine, and sending it through again.
 */
@NullMarked
package io.countersign.replay.redrive;

import org.jspecify.annotations.NullMarked;
