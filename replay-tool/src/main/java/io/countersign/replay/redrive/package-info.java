/**
 * What is in quarantine, and having it sent through again: picks records, asks for their redrives, and waits for how they end.
 * The ingress does them.
 */
@NullMarked
package io.countersign.replay.redrive;

import org.jspecify.annotations.NullMarked;
