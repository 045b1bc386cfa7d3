package io.countersign.ingress.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How requests are read and answered, and how much of what senders could make large is borne. The largest body is a matter of
 * each source.
 *
 * @param requestLineLimit The longest request line. From 64B to 64KB.
 * @param headerLimit The largest header section, without line ends. From 256B to 64KB.
 * @param headerFields How many header fields a request may have. At least 1.
 * @param headerTimeout How long a sender may take with a header section, and with the first one from when it has connected.
 *     Positive.
 * @param bodyTimeout How long a sender may take with the body. Positive.
 * @param answerTimeout How long a sender may leave answers unread that no longer fit into its connection. Positive.
 * @param idleTimeout How long a connection is kept between two requests. Positive.
 * @param connections How many connections there may be; whoever comes past that is told to come again (503). At least 1.
 * @param connectionsPerAddress How many connections one address (IPv6: one /64 network) may have; past that it is answered 429.
 *     Trusted proxies may have any number. At least 1.
 * @param unfinishedBodies How much memory bodies may take of which parts have yet to come; past that their senders are told to
 *     come again (503). At least 1MB.
 * @param retryAfter What a sender is told to wait when its event is not taken. At least 1 s.
 */
@ConfigurationProperties("countersign.http")
public record HttpProperties(
        @DefaultValue("4KB") DataSize requestLineLimit,
        @DefaultValue("8KB") DataSize headerLimit,
        @DefaultValue("100") int headerFields,
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("10s") Duration bodyTimeout,
        @DefaultValue("10s") Duration answerTimeout,
        @DefaultValue("60s") Duration idleTimeout,
        @DefaultValue("10000") int connections,
        @DefaultValue("1000") int connectionsPerAddress,
        @DefaultValue("64MB") DataSize unfinishedBodies,
        @DefaultValue("5s") Duration retryAfter) {

    private static final DataSize LARGEST_HEADER = DataSize.ofKilobytes(64);

    public HttpProperties {
        requireBetween("request-line-limit", requestLineLimit, DataSize.ofBytes(64), LARGEST_HEADER);
        requireBetween("header-limit", headerLimit, DataSize.ofBytes(256), LARGEST_HEADER);
        requireAtLeastOne("header-fields", headerFields);
        requirePositive("header-timeout", headerTimeout);
        requirePositive("body-timeout", bodyTimeout);
        requirePositive("answer-timeout", answerTimeout);
        requirePositive("idle-timeout", idleTimeout);
        requireAtLeastOne("connections", connections);
        requireAtLeastOne("connections-per-address", connectionsPerAddress);
        requireBetween(
                "unfinished-bodies", unfinishedBodies, DataSize.ofMegabytes(1), DataSize.ofBytes(Long.MAX_VALUE));
        if (retryAfter.toSeconds() < 1) {
            throw new IllegalArgumentException("countersign.http.retry-after must be at least 1 s, not " + retryAfter);
        }
    }

    private static void requireBetween(String name, DataSize size, DataSize least, DataSize most) {
        if (size.compareTo(least) < 0 || size.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "countersign.http." + name + " must be from " + least + " to " + most + ", not " + size);
        }
    }

    private static void requireAtLeastOne(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException("countersign.http." + name + " must be at least 1, not " + number);
        }
    }

    private static void requirePositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("countersign.http." + name + " must be positive, not " + time);
        }
    }
}
