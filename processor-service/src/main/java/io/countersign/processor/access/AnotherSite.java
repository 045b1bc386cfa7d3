package io.countersign.processor.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Tells the requests that a browser makes for some page from those of programs, by what every browser adds and no page can
 * change. Where nobody has to log in, a page that is shown on this machine could otherwise ask, and have things done, in
 * the name of the machine.
 */
final class AnotherSite {

    /** Names that can be no other machine's, whatever a name server says. */
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    /** What a browser says of an address that was typed in, or of a page's own requests. */
    private static final Set<String> HARMLESS = Set.of("none", "same-origin");

    private AnotherSite() {}

    /** Whether a page of another site makes this request; the browser says so itself (Fetch Metadata, RFC 6454). */
    static boolean asks(HttpServletRequest request) {
        String host = String.valueOf(host(request));
        for (String origin : Collections.list(request.getHeaders(HttpHeaders.ORIGIN))) {
            String own = origin.toLowerCase(Locale.ROOT);
            if (!own.equals("http://" + host) && !own.equals("https://" + host)) {
                return true;
            }
        }
        return !HARMLESS.containsAll(Collections.list(request.getHeaders("Sec-Fetch-Site")));
    }

    /**
     * Whether this request is for a name that another site may have made to mean this machine (DNS rebinding).
     *
     * @param name one that is this instance's own, beside those of the loopback
     */
    static boolean isMeant(HttpServletRequest request, String name) {
        String host = host(request);
        if (host == null) {
            return true;
        }
        String withoutPort = host.replaceFirst(":[0-9]*$", "");
        return !LOOPBACK.matcher(withoutPort).matches() && !withoutPort.equalsIgnoreCase(name);
    }

    private static @Nullable String host(HttpServletRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        return host == null ? null : host.toLowerCase(Locale.ROOT);
    }
}
