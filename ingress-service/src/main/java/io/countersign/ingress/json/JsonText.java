package io.countersign.ingress.json;

/** Writes JSON back into compact text, numbers in the digits they came in. */
final class JsonText {

    private JsonText() {}

    static String of(Json value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Json value, StringBuilder out) {
        if (value instanceof Json.TextValue text) {
            quote(text.text(), out);
        } else if (value instanceof Json.NumberValue number) {
            out.append(number.digits());
        } else if (value instanceof Json.ObjectValue object) {
            out.append('{');
            object.fields().forEach((name, field) -> {
                separate(out, '{');
                quote(name, out);
                out.append(':');
                write(field, out);
            });
            out.append('}');
        } else if (value instanceof Json.ArrayValue array) {
            out.append('[');
            array.items().forEach(item -> {
                separate(out, '[');
                write(item, out);
            });
            out.append(']');
        } else {
            out.append(((Json.Literal) value).word());
        }
    }

    private static void separate(StringBuilder out, char opening) {
        if (out.charAt(out.length() - 1) != opening) {
            out.append(',');
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
