/**
 * Proof of the sender: the signature schemes, over the bytes as they were received. Knows headers, bytes, secrets and the
 * time; must not know what a body says, nor HTTP servers, Kafka or Spring.
 */
@NullMarked
package io.countersign.ingress.signature;

import org.jspecify.annotations.NullMarked;
