/**
 * The commands: options, confirmations, messages, exit codes. One class each; {@code ReplayTool} registers those that
 * work.
 */
@NullMarked
package io.countersign.replay.command;

import org.jspecify.annotations.NullMarked;
