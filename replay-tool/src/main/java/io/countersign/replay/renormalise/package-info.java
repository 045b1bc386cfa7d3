/**
 * Kept payloads through today's normalisers, and what that would change.
 */
@NullMarked
package io.countersign.replay.renormalise;

import org.jspecify.annotations.NullMarked;
