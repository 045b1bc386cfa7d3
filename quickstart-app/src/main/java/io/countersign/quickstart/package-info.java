/**
 * The command {@code quickstart}: options, order of events, exit codes, and what to try next. Everything else is in the
 * packages below.
 */
@NullMarked
package io.countersign.quickstart;

import org.jspecify.annotations.NullMarked;
