package io.countersign.quickstart;

import io.countersign.quickstart.page.Page;
import io.countersign.quickstart.stack.LocalStack;

/**
 * What Ctrl-C, a closed terminal or SIGTERM do: everything ends in order, and the exit code tells whether that came too
 * early. In force until it is closed.
 */
final class Interruption implements AutoCloseable {

    private static final int TOO_EARLY = 130;

    private final Thread hook;
    private volatile int exitCode = TOO_EARLY;

    private Interruption(Page page, LocalStack stack) {
        this.hook = new Thread(() -> end(page, stack), "interruption");
    }

    static Interruption of(Page page, LocalStack stack) {
        Interruption interruption = new Interruption(page, stack);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** The exit code from now on, when nothing is left to be done but staying up. */
    void meansFromNowOn(int code) {
        this.exitCode = code;
    }

    private void end(Page page, LocalStack stack) {
        page.reserve();
        page.line();
        page.line("Ending ...");
        stack.close();
        page.line("Ended; the data are kept.");
        // Otherwise the exit code would be that of the signal, even where Ctrl-C is the intended end.
        Runtime.getRuntime().halt(exitCode);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun, in the hook: it must not be overtaken here.
            waitForTheEnd();
        }
    }

    private void waitForTheEnd() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
