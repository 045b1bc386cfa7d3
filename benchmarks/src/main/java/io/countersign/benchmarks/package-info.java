/**
 * Benchmarks: programs that measure Countersign against a bare server, and its parts one by one. Depends on everything
 * that it measures; nothing depends on it.
 */
@NullMarked
package io.countersign.benchmarks;

import org.jspecify.annotations.NullMarked;
