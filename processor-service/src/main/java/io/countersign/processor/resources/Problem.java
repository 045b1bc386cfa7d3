package io.countersign.processor.resources;

import java.net.URI;
import org.springframework.http.HttpStatus;

/** Every problem that the API answers with (RFC 9457). Types are stable: clients may switch on them. */
enum Problem {
    /** Nothing is known under this provider, type and id; or there is no such type. */
    RESOURCE_NOT_FOUND("resource-not-found", HttpStatus.NOT_FOUND, "Nothing is known of this resource"),
    /** Nothing is in quarantine under this id. */
    QUARANTINE_RECORD_NOT_FOUND(
            "quarantine-record-not-found", HttpStatus.NOT_FOUND, "Nothing is in quarantine under this id"),
    /** The path is none of the API's. */
    PATH_NOT_FOUND("path-not-found", HttpStatus.NOT_FOUND, "There is nothing at this path"),
    /** A parameter is not what was expected; the detail says what that is. */
    INVALID_PARAMETER("invalid-parameter", HttpStatus.BAD_REQUEST, "A parameter is not as expected"),
    /** The request is broken before anything of it could be understood. */
    BAD_REQUEST("bad-request", HttpStatus.BAD_REQUEST, "The request cannot be understood"),
    /** The API asks for a login or a token, and the request has none that counts. */
    UNAUTHENTICATED("unauthenticated", HttpStatus.UNAUTHORIZED, "The client has not proved who it is"),
    /** A browser makes the request for a page of another site, or for a name that is not this API's. */
    ANOTHER_SITE("another-site", HttpStatus.FORBIDDEN, "The request is another site's"),
    /** Only GET and HEAD are answered, and POST to redrive. */
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    /** The request asks for one generation of the processor, and this is an instance of another one. */
    OTHER_GENERATION("other-generation", HttpStatus.MISDIRECTED_REQUEST, "This is another generation of the processor"),
    /** The instance that owns the resource is starting, taking over, or out of reach: ask again soon. */
    PARTITIONS_MOVING("partitions-moving", HttpStatus.SERVICE_UNAVAILABLE, "The state cannot be read right now"),
    /** Kafka does not take the request for a redrive in time: ask again soon. */
    NOT_TAKEN("not-taken", HttpStatus.SERVICE_UNAVAILABLE, "Kafka does not take the request right now"),
    /** A defect of ours; the log has it. */
    INTERNAL_ERROR("internal-error", HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");

    private final URI type;
    private final HttpStatus status;
    private final String title;

    Problem(String name, HttpStatus status, String title) {
        this.type = URI.create("urn:countersign:problem:" + name);
        this.status = status;
        this.title = title;
    }

    URI type() {
        return type;
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }
}
