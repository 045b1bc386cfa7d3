/**
 * The demonstration: what is sent, what comes back, and whether that is right, told so that a person likes to read it.
 * Knows the services only from outside, by HTTP and Kafka.
 */
@NullMarked
package io.countersign.quickstart.show;

import org.jspecify.annotations.NullMarked;
