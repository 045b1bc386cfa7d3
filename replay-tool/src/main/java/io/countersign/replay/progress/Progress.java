package io.countersign.replay.progress;

/** Is told how far a job is. */
public interface Progress extends AutoCloseable {

    /** Tells nobody. */
    Progress NONE = (done, total, written) -> {};

    /**
     * Called after each step.
     *
     * @param done how many offsets have been read
     * @param total how many offsets there are to read
     * @param written how many records have been written
     */
    void at(long done, long total, long written);

    @Override
    default void close() {}
}
