/**
 * Sources: the configured endpoints, each a provider with its secrets and limits. Turns configuration into checks that
 * can be asked; must not know HTTP servers or Kafka.
 */
@NullMarked
package io.countersign.ingress.source;

import org.jspecify.annotations.NullMarked;
