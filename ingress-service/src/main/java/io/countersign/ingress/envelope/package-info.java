/**
 * How an event is written to Kafka: its key, headers and metadata. Knows what normalisers make and CloudEvents' headers; must
 * not know who writes the event, nor how. Together with the providers it is what a program needs that normalises again.
 */
@NullMarked
package io.countersign.ingress.envelope;

import org.jspecify.annotations.NullMarked;
