/**
 * The load: an endless stream of genuine, signed, distinct webhooks, and a client in a process of its own that sends them
 * and takes the time. Knows what providers send and how they sign it; must not know what it is sent to.
 */
@NullMarked
package io.countersign.benchmarks.load;

import org.jspecify.annotations.NullMarked;
