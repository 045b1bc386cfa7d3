/**
 * Where the brokers and the registry are, and clients of both. Knows nothing of what is read or written.
 */
@NullMarked
package io.countersign.replay.cluster;

import org.jspecify.annotations.NullMarked;
