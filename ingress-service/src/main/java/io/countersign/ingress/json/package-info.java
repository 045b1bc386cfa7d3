/**
 * Reading JSON that others wrote: one strict reader with limits, typed access that says what was expected and where, a digest
 * that sees content and not its spelling, and taking secrets out of a text. Knows JSON and nothing else: neither providers nor
 * signatures, HTTP, Kafka or Spring. What it says of a text never quotes the text.
 */
@NullMarked
package io.countersign.ingress.json;

import org.jspecify.annotations.NullMarked;
