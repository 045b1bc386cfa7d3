/**
 * Secrets in files: how they are read and named, and how a change of theirs is noticed while the program runs. Knows
 * neither what a secret is for nor when it is good enough: who follows files says so.
 */
@NullMarked
package io.countersign.ingress.rotation;

import org.jspecify.annotations.NullMarked;
