package io.countersign.processor.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.processor.topology.RecordDefectException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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

    @Test
    void theRecordThatAThreadDiedOfIsNamed() {
        RecordMetadata origin = new ProcessorRecordContext(0, 7, 2, "a-topic", new RecordHeaders());
        RuntimeException defect =
                RecordDefectException.of(origin, "evt\n1", new IllegalArgumentException("quotes a planted body"));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ThreadReplacement.class);
        logger.addAppender(log);
        replacement.close();
        try {
            replacement.handle(new StreamsException("Exception caught in process.", defect));
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getKeyValuePairs())
                    .extracting(Object::toString)
                    .contains("eventId=\"evt?1\"", "topic=\"a-topic\"", "partition=\"2\"", "offset=\"7\"");
            assertThat(ThrowableProxyUtil.asString(line.getThrowableProxy()))
                    .contains("IllegalArgumentException", "a-topic/2/7")
                    .doesNotContain("planted");
        });
    }
}
