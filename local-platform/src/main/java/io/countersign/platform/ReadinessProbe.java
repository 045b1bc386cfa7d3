package io.countersign.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Tells whether a child can do its work. Asked again and again until it can; must itself return within seconds. */
@FunctionalInterface
public interface ReadinessProbe {

    /** Returns whether the child is ready; an exception says no. */
    @SuppressWarnings("java:S112")
    boolean isReady() throws Exception;

    /** Ready when a GET of this address is answered 200. */
    static ReadinessProbe http(URI uri) {
        return () -> get(uri) == 200;
    }

    private static int get(URI uri) throws IOException {
        // Not java.net.http: its client keeps a thread, and probes are many.
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try {
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
