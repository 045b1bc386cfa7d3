package io.countersign.ingress.http;

import io.countersign.ingress.intake.Result.Acknowledged;
import io.countersign.ingress.metrics.Outcome;
import io.countersign.time.IsoTime;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * An answer to a request, and how the request counts.
 *
 * @param outcome how the request counts
 * @param status HTTP status code
 * @param contentType media type of the body
 * @param body the body
 * @param headers header fields particular to this answer
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(Outcome outcome, int status, String contentType, byte[] body, Map<String, String> headers) {

    private static final String JSON = "application/json";
    private static final String PROBLEM_JSON = "application/problem+json";

    /** The event is stored. */
    static Answer acknowledged(Acknowledged result) {
        String body = "{\"eventId\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsCharArray(result.eventId()))
                + "\",\"receivedAt\":\"" + IsoTime.format(result.receivedAt()) + "\",\"receipt\":\"" + result.receipt()
                + "\"}";
        return new Answer(Outcome.ACKNOWLEDGED, 200, JSON, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** A problem. */
    static Answer problem(Outcome outcome, Problem problem, String detail, Map<String, String> headers) {
        return new Answer(outcome, problem.status(), PROBLEM_JSON, problem.document(detail), headers);
    }

    /** A problem of which there is no more to say than its title. */
    static Answer problem(Outcome outcome, Problem problem) {
        return problem(outcome, problem, "", Map.of());
    }

    /** A problem after which the connection is closed, since the rest of the request will not be read. */
    static Answer unread(Outcome outcome, Problem problem, String detail) {
        return problem(outcome, problem, detail, Map.of("connection", "close"));
    }

    /** Whether the connection ends with it. */
    boolean closes() {
        return headers.containsKey("connection");
    }
}
