/**
 * Fuzz tests: coverage-guided input for what reads anything that a sender wrote. One class, one test: each runs in a JVM of its
 * own. CONTRIBUTING.md tells how to run them for longer and what to do with what they find.
 */
@NullMarked
package io.countersign.ingress.fuzz;

import org.jspecify.annotations.NullMarked;
