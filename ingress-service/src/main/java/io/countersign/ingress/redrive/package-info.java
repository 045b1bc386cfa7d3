/**
 * Sending through again what is in quarantine: takes the requests from Kafka, has each worked out, writes what comes of it
 * and how it ended. Owns its consumer and when a request counts as done; must not know HTTP, nor what a body means.
 */
@NullMarked
package io.countersign.ingress.redrive;

import org.jspecify.annotations.NullMarked;
