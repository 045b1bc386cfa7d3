package io.countersign.benchmarks.load;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** The secrets of a session, one for each source. Made at random, and handed from process to process in the environment. */
public record Secrets(String devengo, String nuapay, String lox24) {

    private static final String DEVENGO = "COUNTERSIGN_SOURCES_DEVENGO_SECRETS_0";
    private static final String NUAPAY = "COUNTERSIGN_SOURCES_NUAPAY_SECRETS_0";
    private static final String LOX24 = "COUNTERSIGN_SOURCES_LOX24_SECRETS_0";
    private static final int BYTES = 24;

    /** New ones. */
    public static Secrets random() {
        return new Secrets(text(), text(), text());
    }

    /** Those that {@link #environment()} has handed over. */
    public static Secrets from(Map<String, String> environment) {
        return new Secrets(
                Objects.requireNonNull(environment.get(DEVENGO), DEVENGO),
                Objects.requireNonNull(environment.get(NUAPAY), NUAPAY),
                Objects.requireNonNull(environment.get(LOX24), LOX24));
    }

    /** The environment of the load generator, and part of the ingress's: it spells them the same. */
    public Map<String, String> environment() {
        return Map.of(DEVENGO, devengo, NUAPAY, nuapay, LOX24, lox24);
    }

    private static String text() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Secrets[***]";
    }
}
