package io.countersign.endtoend;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a service answered.
 *
 * @param status HTTP status
 * @param body the body as it came
 * @param headers the header fields
 */
public record Reply(int status, String body, HttpHeaders headers) {

    private static final JsonMapper JSON = new JsonMapper();

    public static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.body(), response.headers());
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    public String text(String field) {
        return json().path(field).asString("");
    }

    /** Without the body of a 200: a receipt says nothing to a reader. */
    @Override
    public String toString() {
        return status + (status == 200 ? "" : " " + body);
    }
}
