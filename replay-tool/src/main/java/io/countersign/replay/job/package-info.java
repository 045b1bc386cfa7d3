/**
 * Jobs: their records on the topic of jobs, the rule that one runs at a time, and the loop that reads, writes and counts in
 * one transaction, so that a job can be resumed exactly where it was. Knows nothing of what is picked or how it changes.
 */
@NullMarked
package io.countersign.replay.job;

import org.jspecify.annotations.NullMarked;
