/**
 * The whole system on one machine: broker, registry, topics and both services on 127.0.0.1, with secrets of their own,
 * in one folder. Owns ports, secrets, and the order of start and end; knows the services only by their configuration and
 * must not know what is sent through them.
 */
@NullMarked
package io.countersign.quickstart.stack;

import org.jspecify.annotations.NullMarked;
