package io.countersign.ingress.trace;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Decides for each delivery whether a span of it will be recorded. Thread-safe. */
@Component
public final class Traces {

    private final @Nullable Recorder recorder;

    Traces(ObjectProvider<Recorder> recorder) {
        this.recorder = recorder.getIfAvailable();
    }

    /** The trace of one more delivery. */
    public DeliveryTrace next() {
        return recorder == null ? Unrecorded.PASSED_ON : recorder.next();
    }
}
