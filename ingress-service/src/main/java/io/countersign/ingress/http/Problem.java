package io.countersign.ingress.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The problems that a sender can be told of (RFC 9457). Each has a stable type, {@code urn:countersign:problem:<name>},
 * described in {@code docs/problems.md}.
 */
enum Problem {
    NOT_AN_EVENT(400, "The body is no event of this provider"),
    MALFORMED_REQUEST(400, "The request is no HTTP that this service reads"),
    UNAUTHENTICATED(401, "The sender has not proved who it is"),
    ADDRESS_NOT_ALLOWED(403, "This address may not post to this source"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "Webhooks are posted"),
    HEADER_TOO_SLOW(408, "The header section did not come in time"),
    BODY_TOO_SLOW(408, "The body did not come in time"),
    BODY_TOO_LARGE(413, "The body is larger than this source accepts"),
    REQUEST_LINE_TOO_LONG(414, "The request line is longer than this service reads"),
    UNSUPPORTED_MEDIA_TYPE(415, "Webhooks are JSON without a content encoding"),
    TOO_MANY_REFUSED_ATTEMPTS(429, "Too many attempts from this address were refused"),
    TOO_MANY_CONNECTIONS(429, "Too many connections come from this address"),
    HEADER_TOO_LARGE(431, "The header section is larger than this service reads"),
    DEFECT(500, "Something is wrong with this service"),
    NOT_TAKEN(503, "The event cannot be stored at the moment; send it again"),
    TOO_BUSY(503, "More is coming in than can be taken at the moment; send it again");

    private final int status;
    private final String title;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    /** The URI that identifies the problem. */
    String type() {
        return "urn:countersign:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The problem document.
     *
     * @param detail what is particular to this occurrence; empty for nothing. Never content, never which part of a
     *     signature was wrong.
     */
    byte[] document(String detail) {
        StringBuilder json = new StringBuilder()
                .append("{\"type\":\"")
                .append(type())
                .append("\",\"title\":\"")
                .append(title)
                .append("\",\"status\":")
                .append(status);
        if (!detail.isEmpty()) {
            json.append(",\"detail\":\"")
                    .append(JsonStringEncoder.getInstance().quoteAsCharArray(detail))
                    .append('"');
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
