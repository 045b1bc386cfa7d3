package io.countersign.ingress.publish;

import java.util.Map;

/** What takes records while Kafka does not. Thread-safe. */
public interface Reserve {

    /** Whether it is where records go now. */
    boolean isInUse();

    /** Whether it can take any record. */
    boolean hasRoom();

    /** What health should tell of it. */
    Map<String, Object> details();
}
