package io.countersign.ingress.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scheme put together from configuration signs, such as {@code {timestamp}.{body}}: the body exactly once, around
 * it literal text, the timestamp and the id.
 */
final class SignedTemplate {

    static final String BODY = "{body}";
    static final String TIMESTAMP = "{timestamp}";
    static final String ID = "{id}";

    private final List<String> before;
    private final List<String> after;

    /**
     * @throws IllegalArgumentException where the body is not in the template exactly once, or something unknown is
     */
    SignedTemplate(String template) {
        int body = template.indexOf(BODY);
        if (body < 0 || template.indexOf(BODY, body + 1) >= 0) {
            throw new IllegalArgumentException("template '" + template + "' does not contain {body} exactly once");
        }
        before = parts(template, template.substring(0, body));
        after = parts(template, template.substring(body + BODY.length()));
    }

    private static List<String> parts(String template, String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', start)) {
            int close = text.indexOf('}', open);
            String placeholder = close < 0 ? text.substring(open) : text.substring(open, close + 1);
            if (!placeholder.equals(TIMESTAMP) && !placeholder.equals(ID)) {
                throw new IllegalArgumentException("template '" + template + "' contains " + placeholder
                        + "; only {body}, {timestamp} and {id} are known");
            }
            if (open > start) {
                parts.add(text.substring(start, open));
            }
            parts.add(placeholder);
            start = close + 1;
        }
        if (start < text.length()) {
            parts.add(text.substring(start));
        }
        return parts;
    }

    boolean contains(String placeholder) {
        return before.contains(placeholder) || after.contains(placeholder);
    }

    byte[] before(String timestamp, String id) {
        return filled(before, timestamp, id);
    }

    byte[] after(String timestamp, String id) {
        return filled(after, timestamp, id);
    }

    private static byte[] filled(List<String> parts, String timestamp, String id) {
        if (parts.isEmpty()) {
            return Claim.NOTHING;
        }
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part.equals(TIMESTAMP) ? timestamp : part.equals(ID) ? id : part);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
