package io.countersign.processor.resources;

import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers as bytes: JSON whatever the client accepts, since there is nothing else to be had. Thread-safe. */
final class Answers {

    private static final JsonMapper JSON = new JsonMapper();

    private final String retryAfter;

    Answers(ResourcesProperties properties) {
        this.retryAfter = Long.toString(properties.retryAfter().toSeconds());
    }

    ResponseEntity<byte[]> ok(JsonNode body) {
        return answer(HttpStatus.OK, MediaType.APPLICATION_JSON, new HttpHeaders(), body);
    }

    /** @param location where it will be seen what has become of it */
    ResponseEntity<byte[]> accepted(JsonNode body, String location) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.LOCATION, location);
        return answer(HttpStatus.ACCEPTED, MediaType.APPLICATION_JSON, headers, body);
    }

    ResponseEntity<byte[]> problem(Problem problem, String detail) {
        return problem(problem, detail, new HttpHeaders());
    }

    /** @param headers what the answer carries beside its type, such as Allow */
    ResponseEntity<byte[]> problem(Problem problem, String detail, HttpHeaders headers) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", problem.type().toString());
        body.put("title", problem.title());
        body.put("status", problem.status().value());
        body.put("detail", detail);
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            headers.set(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        return answer(problem.status(), MediaType.APPLICATION_PROBLEM_JSON, headers, body);
    }

    /** The problem that an HTTP status stands for where nothing else is known. */
    ResponseEntity<byte[]> ofStatus(int status, HttpHeaders headers) {
        return switch (status) {
            case 401 -> problem(Problem.UNAUTHENTICATED, "Expected a login or a token that counts here.", headers);
            case 403 -> problem(Problem.ANOTHER_SITE, "Expected no page's request, and localhost as host.", headers);
            case 404 -> problem(Problem.PATH_NOT_FOUND, "Expected a path under /resources/ or /quarantine.", headers);
            case 405 -> problem(Problem.METHOD_NOT_ALLOWED, "Expected GET, or POST to redrive.", headers);
            default ->
                status < 500
                        ? problem(Problem.BAD_REQUEST, "Expected a well-formed request.", headers)
                        : problem(Problem.INTERNAL_ERROR, "The log of the instance says more.", headers);
        };
    }

    private static ResponseEntity<byte[]> answer(
            HttpStatus status, MediaType type, HttpHeaders headers, JsonNode body) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(type)
                .body(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    }
}
