package io.countersign.processor.resources;

import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import org.jspecify.annotations.Nullable;

/**
 * Something in quarantine.
 *
 * @param record what it is
 * @param redrive its latest redrive; null where there was none
 */
record Quarantined(QuarantineRecord record, @Nullable Redrive redrive) {}
