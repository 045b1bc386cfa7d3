package io.countersign.ingress.http;

/** Genuine LOX24 requests as they go over the wire: the shortest of all. */
final class Lox24Requests {

    static final String SECRET = "a-secret-of-the-tests-alone";

    private Lox24Requests() {}

    /** An event with this id. */
    static String event(String id) {
        return "{\"id\":\"" + id + "\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
    }

    /** The event with another field, which nobody knows. */
    static String eventWith(String value) {
        return "{\"probe\":" + value + "," + event("n").substring(1);
    }

    /** An event of so many bytes. */
    static String eventOf(int bytes) {
        return event("n") + " ".repeat(bytes - event("n").length());
    }

    static String request(String body) {
        return head("Content-Length: " + body.length() + "\r\n") + body;
    }

    /** Everything before the body, with these lines more. */
    static String head(String lines) {
        return "POST /webhooks/codes HTTP/1.1\r\n" + fields(lines) + "\r\n";
    }

    static String fields(String lines) {
        return "Host: localhost\r\nContent-Type: application/json\r\nX-Lox24-Secret: " + SECRET + "\r\n" + lines;
    }
}
