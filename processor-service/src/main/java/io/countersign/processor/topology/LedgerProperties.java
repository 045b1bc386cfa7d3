package io.countersign.processor.topology;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much the ledger remembers.
 *
 * @param limit how many events are remembered per resource, from 1 to 2,500. Beyond it the oldest by order are
 *     forgotten, and whatever is as old as they were is quarantined, since nobody can tell whether it was seen before.
 */
@ConfigurationProperties("countersign.ledger")
public record LedgerProperties(@DefaultValue("1000") int limit) {

    /** An entry takes about 250 bytes, and a state has to stay well below the 1 MiB of a Kafka record. */
    private static final int MAX_LIMIT = 2_500;

    public LedgerProperties {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "countersign.ledger.limit must be from 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }
}
