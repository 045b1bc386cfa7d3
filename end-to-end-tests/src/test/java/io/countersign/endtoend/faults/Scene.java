package io.countersign.endtoend.faults;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.countersign.endtoend.Countersign;
import io.countersign.quickstart.stack.LocalService;
import io.countersign.quickstart.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What a fault's script has at hand: the system, the load on it, chance, and a place for what is worth telling. */
public final class Scene {

    private static final int PER_SECOND = 100;
    private static final int SOME = 300;

    private final Countersign countersign;
    private final Load load;
    private final Random random;
    private final List<String> notes = new ArrayList<>();

    Scene(Countersign countersign, Load load, Random random) {
        this.countersign = countersign;
        this.load = load;
        this.random = random;
    }

    public Countersign countersign() {
        return countersign;
    }

    public LocalStack stack() {
        return countersign.stack();
    }

    public Load load() {
        return load;
    }

    Random random() {
        return random;
    }

    /** Begins to send, and returns at once. */
    public void startLoad() {
        load.start(PER_SECOND);
    }

    /** Begins to send, and returns when some webhooks have been acknowledged: what breaks now breaks in the middle. */
    public void warmUp() {
        startLoad();
        load.awaitAcknowledged(SOME);
    }

    /** Returns when some more webhooks have been acknowledged: what was broken works again. */
    public void goOn() {
        load.awaitAcknowledged(SOME);
    }

    /** Sends nothing new any more, and returns when all is acknowledged and processed. */
    public void finish() {
        load.finish();
        countersign.awaitProcessed();
    }

    /** Lets things be as they are for a while: a fault has a length. */
    public void lasting(Duration length) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }

    /** Waits until a service says that it is ready, or that it is not. */
    public void awaitReadiness(LocalService service, boolean ready) {
        await("readiness is " + ready).atMost(PATIENCE).until(() -> countersign.isReady(service) == ready);
    }

    /** Keeps something that the reader of the result should know. */
    public void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return notes;
    }
}
