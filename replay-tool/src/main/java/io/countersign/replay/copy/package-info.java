/**
 * Copies: what they are, where they may go, and what that means. Knows neither jobs nor clients.
 */
@NullMarked
package io.countersign.replay.copy;

import org.jspecify.annotations.NullMarked;
