/**
 * The schema registry as its Confluent-compatible REST API shows it: look up, register, fetch. The only room that speaks
 * HTTP to it.
 */
@NullMarked
package io.countersign.registry;

import org.jspecify.annotations.NullMarked;
