package io.countersign.ingress.spool;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The spool for what Kafka does not take.
 *
 * @param folder Where records wait on disk while Kafka does not take them. There is no spool unless it is set. It must
 *     outlive the process, and belongs to one process alone.
 * @param maxSize How many bytes of records it holds at most; past that senders are told to come again. At least 2MB. The
 *     disk needs more: see spool.md.
 */
@ConfigurationProperties("countersign.spool")
public record SpoolProperties(
        @Nullable Path folder, @DefaultValue("1GB") DataSize maxSize) {

    private static final DataSize SMALLEST = DataSize.ofMegabytes(2);

    public SpoolProperties {
        if (folder != null && folder.toString().isBlank()) {
            throw new IllegalArgumentException("countersign.spool.folder must name a folder");
        }
        if (maxSize.compareTo(SMALLEST) < 0) {
            throw new IllegalArgumentException(
                    "countersign.spool.max-size must be at least " + SMALLEST.toMegabytes() + "MB, not " + maxSize);
        }
    }
}
