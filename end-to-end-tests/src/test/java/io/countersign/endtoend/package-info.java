/**
 * The whole system as outsiders see it: over HTTP, over Kafka, and in its logs, with the real programs as child
 * processes, or in containers. Must not know a class of either service.
 */
@NullMarked
package io.countersign.endtoend;

import org.jspecify.annotations.NullMarked;
