/**
 * The ingress: proves who sent a webhook, normalises it, writes it to Kafka, and only then acknowledges it. This package
 * only starts the program; each room below says what it owns.
 */
@NullMarked
package io.countersign.ingress;

import org.jspecify.annotations.NullMarked;
