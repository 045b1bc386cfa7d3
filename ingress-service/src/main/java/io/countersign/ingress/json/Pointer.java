package io.countersign.ingress.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a JSON document: a JSON Pointer (RFC 6901). Immutable. */
public final class Pointer {

    private final String text;
    private final List<String> steps;

    /**
     * @throws IllegalArgumentException where {@code text} is no JSON Pointer
     */
    public Pointer(String text) {
        this.text = text;
        this.steps = steps(text);
    }

    private static List<String> steps(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no JSON Pointer to a field (RFC 6901), such as /data/id");
        }
        List<String> steps = new ArrayList<>();
        for (int start = 1; start <= text.length(); ) {
            int end = text.indexOf('/', start);
            end = end < 0 ? text.length() : end;
            String step = text.substring(start, end);
            for (int tilde = step.indexOf('~'); tilde >= 0; tilde = step.indexOf('~', tilde + 1)) {
                if (tilde + 1 == step.length() || (step.charAt(tilde + 1) != '0' && step.charAt(tilde + 1) != '1')) {
                    throw new IllegalArgumentException("'" + text + "' has a ~ before neither 0 nor 1 (RFC 6901)");
                }
            }
            steps.add(step.replace("~1", "/").replace("~0", "~"));
            start = end + 1;
        }
        return List.copyOf(steps);
    }

    /** The value at this place, or {@code null} where there is none. */
    @Nullable
    Json in(Json document) {
        Json value = document;
        for (String step : steps) {
            if (value instanceof Json.ObjectValue object) {
                value = object.get(step);
            } else if (value instanceof Json.ArrayValue array) {
                int index = index(step);
                value = index >= 0 && index < array.items().size()
                        ? array.items().get(index)
                        : null;
            } else {
                return null;
            }
        }
        return value;
    }

    /** The array index that {@code step} is, or -1. */
    private static int index(String step) {
        if (step.isEmpty() || step.length() > 6 || (step.length() > 1 && step.charAt(0) == '0')) {
            return -1;
        }
        int index = 0;
        for (int i = 0; i < step.length(); i++) {
            char c = step.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            index = index * 10 + (c - '0');
        }
        return index;
    }

    /** The pointer as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
