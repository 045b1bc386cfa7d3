package io.countersign.quickstart.page;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is printed on, at most {@value #WIDTH} characters wide. Thread-safe. */
public final class Page {

    /** The greatest width of a line. */
    public static final int WIDTH = 100;

    private static final String RESET = "\u001b[0m";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private final boolean signs;
    private @Nullable Thread reservedFor;

    /**
     * @param out where it goes
     * @param terminal whether a person looks at it, so that lines can be overwritten
     * @param colours whether colours are wanted
     * @param signs whether the character set has more than ASCII
     */
    public Page(PrintStream out, boolean terminal, boolean colours, boolean signs) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
        this.signs = signs;
    }

    /**
     * The page of this process's standard output.
     *
     * @param environment the environment; {@code NO_COLOR} is respected
     * @param terminal whether standard output is a terminal
     */
    public static Page standard(Map<String, String> environment, boolean terminal) {
        String noColour = environment.getOrDefault("NO_COLOR", "");
        boolean dumb = "dumb".equals(environment.get("TERM"));
        Charset charset = charset();
        boolean signs = charset.newEncoder().canEncode('✓');
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, charset);
        return new Page(out, terminal && !dumb, terminal && !dumb && noColour.isEmpty(), signs);
    }

    private static Charset charset() {
        // stdout.encoding from Java 19 on, native.encoding before.
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    /** Whether a person looks at it, so that lines can be overwritten. */
    boolean isTerminal() {
        return terminal;
    }

    /** From now on, only this thread prints; what others still want to say is dropped. */
    public synchronized void reserve() {
        reservedFor = Thread.currentThread();
    }

    private boolean isOurs() {
        return reservedFor == null || reservedFor == Thread.currentThread();
    }

    /** Prints a line. */
    public synchronized void line(String text) {
        if (!isOurs()) {
            return;
        }
        out.println(terminal ? "\r\u001b[K" + text : text);
        out.flush();
    }

    /** Prints an empty line. */
    public void line() {
        line("");
    }

    /** Prints a heading, set off from what is before it. */
    public void heading(String text) {
        line();
        line(bold(text));
    }

    /** Overwrites the line at the end; only on a terminal. */
    synchronized void passing(String text) {
        if (terminal && isOurs()) {
            out.print("\r\u001b[K" + text);
            out.flush();
        }
    }

    /** Green. */
    public String good(String text) {
        return styled("32", text);
    }

    /** Red. */
    public String bad(String text) {
        return styled("31", text);
    }

    /** Pale. */
    public String pale(String text) {
        return styled("2", text);
    }

    /** Bold. */
    public String bold(String text) {
        return styled("1", text);
    }

    /** A sign that says whether something is as it should be. */
    public String mark(boolean right) {
        return right ? good(signs ? "✓" : "ok") : bad(signs ? "✗" : "XX");
    }

    /** An arrow to the right, with its spaces. */
    public String arrow() {
        return signs ? " → " : " > ";
    }

    /** The mark of something late. */
    public String late() {
        return signs ? "°" : "*";
    }

    /** Text in a column of {@code width}, cut if it is too long. */
    public String column(String text, int width) {
        String cut = text.length() <= width ? text : text.substring(0, width - 1) + (signs ? "…" : "~");
        return cut + " ".repeat(width - cut.length());
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
