package io.countersign.ingress.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the header fields in which proxies say for whom they speak. Never throws for what was sent. */
final class ForwardedFields {

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    /** Longest address with brackets and port. */
    private static final int LONGEST_NODE = 60;

    private static final int LONGEST_PORT = 5;

    private ForwardedFields() {}

    /** What is between the commas of an {@code X-Forwarded-For}. */
    static List<@Nullable String> xForwardedFor(String line) {
        List<@Nullable String> nodes = new ArrayList<>();
        int start = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', start)) {
            nodes.add(withoutSpace(line.substring(start, comma)));
            start = comma + 1;
        }
        nodes.add(withoutSpace(line.substring(start)));
        return nodes;
    }

    /**
     * The {@code for} of each element of a {@code Forwarded} (RFC 7239, section 4), {@code null} for an element that has none or
     * several; {@code null} where the line is no such field. Read from the front, since only that tells a comma between elements
     * from one within quotes; a quote that a sender leaves open makes the whole line unreadable, and so is of no use to it.
     */
    static @Nullable List<@Nullable String> forwarded(String line) {
        List<@Nullable String> nodes = new ArrayList<>();
        String node = null;
        int named = 0;
        int at = 0;
        while (true) {
            at = afterSpace(line, at);
            int equals = afterToken(line, at);
            if (equals > at) {
                if (equals == line.length() || line.charAt(equals) != '=') {
                    return null;
                }
                int start = equals + 1;
                boolean quoted = start < line.length() && line.charAt(start) == '"';
                int end = quoted ? afterQuotes(line, start) : afterToken(line, start);
                if (end == start) {
                    return null;
                }
                if (line.substring(at, equals).equalsIgnoreCase("for")) {
                    named++;
                    // No address has anything that needs a backslash: with one in it, it is none.
                    node = quoted ? line.substring(start + 1, end - 1) : line.substring(start, end);
                }
                at = afterSpace(line, end);
            }
            if (at == line.length() || line.charAt(at) == ',') {
                nodes.add(named == 1 ? node : null);
                node = null;
                named = 0;
                if (at == line.length()) {
                    return nodes;
                }
            } else if (line.charAt(at) != ';') {
                return null;
            }
            at++;
        }
    }

    /** The address of a node such as {@code 192.0.2.7}, {@code 192.0.2.7:80} or {@code [2001:db8::7]:80}; else {@code null}. */
    static @Nullable InetAddress address(String node) {
        if (node.isEmpty() || node.length() > LONGEST_NODE) {
            return null;
        }
        if (node.charAt(0) == '[') {
            int close = node.indexOf(']');
            boolean version6 = close > 0 && node.lastIndexOf(':', close) > 0;
            return version6 && (close == node.length() - 1 || isPort(node, close + 1))
                    ? Network.address(node.substring(1, close))
                    : null;
        }
        int colon = node.indexOf(':');
        if (colon >= 0 && node.indexOf(':', colon + 1) < 0) {
            return isPort(node, colon) ? Network.address(node.substring(0, colon)) : null;
        }
        return Network.address(node);
    }

    private static boolean isPort(String node, int colon) {
        int digits = node.length() - colon - 1;
        if (node.charAt(colon) != ':' || digits < 1 || digits > LONGEST_PORT) {
            return false;
        }
        for (int i = colon + 1; i < node.length(); i++) {
            if (node.charAt(i) < '0' || node.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int afterSpace(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int afterToken(String line, int from) {
        int at = from;
        while (at < line.length() && isTokenCharacter(line.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The place after the quoted text that begins at {@code from}, or {@code from} where it does not end. */
    private static int afterQuotes(String line, int from) {
        for (int at = from + 1; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\') {
                at++;
            }
        }
        return from;
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    private static String withoutSpace(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return text.substring(Math.min(afterSpace(text, 0), end), end);
    }
}
