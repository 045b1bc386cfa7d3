package io.countersign.quickstart.stack;

/** Is told what is going on. Thread-safe. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress NONE = what -> () -> {};

    /** Something has begun; the returned step is closed when it is done, and left open if it fails. */
    Step begin(String what);

    /** Something that is going on. */
    @FunctionalInterface
    interface Step {
        /** It is done. */
        void done();
    }
}
