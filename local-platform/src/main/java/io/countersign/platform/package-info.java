/**
 * Child JVMs on the loopback interface: any program, and a real Kafka broker and a real schema registry, ready when
 * {@code start()} returns, gone when their parent is. Knows processes, ports and folders; must not know Countersign's
 * topics, schemas or services.
 */
@NullMarked
package io.countersign.platform;

import org.jspecify.annotations.NullMarked;
