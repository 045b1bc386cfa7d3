package io.countersign.ingress.publish;

import io.countersign.serde.Codecs;
import org.jspecify.annotations.Nullable;

/** The codecs, once everything is there that has to be before a record can be written. Thread-safe. */
public interface RegisteredSchemas {

    /** The codecs, or {@code null} as long as nothing can be written. */
    @Nullable
    Codecs codecs();
}
