package io.countersign.processor.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final ThreadReplacement replacement = new ThreadReplacement(() -> now);

    @Test
    void pausesDoubleWhileThreadsKeepDyingUpToALongestOne() {
        assertThat(Stream.generate(replacement::nextPause).limit(7))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void afterAQuietTimeThePauseIsShortAgain() {
        replacement.nextPause();
        replacement.nextPause();
        now = now.plus(Duration.ofMinutes(3));

        assertThat(replacement.nextPause()).isEqualTo(ThreadReplacement.FIRST_PAUSE);
    }

    @Test
    void aThreadIsReplacedAndATroubledJvmIsNotTrusted() {
        replacement.close();

        assertThat(replacement.handle(new IllegalStateException("a test"))).isEqualTo(REPLACE_THREAD);
        assertThat(replacement.handle(new IllegalStateException(new OutOfMemoryError("a test"))))
                .isEqualTo(SHUTDOWN_CLIENT);
    }
}
