package io.countersign.generation;

import java.util.regex.Pattern;

/**
 * A generation of the processor: all that it has counted, from the first received event on, by one set of rules.
 *
 * @param name 1 to 20 small letters, digits and hyphens
 */
public record Generation(String name) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,20}");

    /** The one that is live until a marker names another one. */
    public static final Generation FIRST = new Generation("first");

    public Generation {
        if (!isName(name)) {
            throw new IllegalArgumentException("a generation's name must match " + NAME.pattern() + ", not " + name);
        }
    }

    /** Whether a generation may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether it is the first one, whose names are those from before there were generations. */
    public boolean isFirst() {
        return equals(FIRST);
    }

    /**
     * The application id of this generation, which names its consumer group, its changelogs and its folder of stores.
     *
     * @param first that of the first generation
     */
    public String applicationId(String first) {
        return isFirst() ? first : first + "-" + name;
    }
}
