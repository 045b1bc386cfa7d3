/**
 * Breaks one part of the running system under load, and holds what was acknowledged against what is there in the end: a
 * {@link Load} that remembers every answer, a {@link Fault}, and a {@link Reconciliation}. Must not know a class of either
 * service: what is right is worked out here once more.
 */
@NullMarked
package io.countersign.endtoend.faults;

import org.jspecify.annotations.NullMarked;
