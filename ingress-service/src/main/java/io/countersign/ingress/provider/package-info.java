/**
 * What every provider brings: its signature scheme and its normaliser. One package below this one is one provider. Knows
 * signatures and events; must not know HTTP servers, Kafka or how sources are configured.
 */
@NullMarked
package io.countersign.ingress.provider;

import org.jspecify.annotations.NullMarked;
