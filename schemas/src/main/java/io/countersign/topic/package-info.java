/**
 * The topic catalogue: every topic with its name, value, partitions, clean-up and retention, and the types of resource
 * that name them. Knows nothing of who writes or reads a topic.
 */
@NullMarked
package io.countersign.topic;

import org.jspecify.annotations.NullMarked;
