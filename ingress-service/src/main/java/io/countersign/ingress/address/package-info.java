/**
 * Addresses of senders: which network one belongs to, and for whom a trusted proxy speaks. Knows addresses and the header
 * fields that carry them, no server and no configuration of sources.
 */
@NullMarked
package io.countersign.ingress.address;

import org.jspecify.annotations.NullMarked;
