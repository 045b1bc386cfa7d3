package io.countersign.log;

/**
 * The names of the fields (key-values) of log lines: one for each concept, in every program. ECS puts them beside its own at the
 * top, so none may be a name of ECS's. What they hold is told in {@code docs/observability.md}.
 */
public final class LogFields {

    public static final String EVENT_ID = "eventId";

    /** Name of a source; ECS has another meaning for the word alone. */
    public static final String SOURCE = "sourceName";

    public static final String TOPIC = "topic";
    public static final String PARTITION = "partition";
    public static final String OFFSET = "offset";
    public static final String QUARANTINE_ID = "quarantineId";
    public static final String REASON = "reason";
    public static final String ATTEMPT = "attempt";
    public static final String OUTCOME = "outcome";
    public static final String FAILURE = "failure";
    public static final String PLACE = "place";
    public static final String TROUBLE = "trouble";
    public static final String PAUSE = "pause";
    public static final String RECORDS = "records";
    public static final String SECRETS = "secrets";
    public static final String TYPE = "type";

    private LogFields() {}
}
