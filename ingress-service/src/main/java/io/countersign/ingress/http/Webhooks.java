package io.countersign.ingress.http;

import io.countersign.ingress.address.ClientAddresses;
import io.countersign.ingress.intake.Delivery;
import io.countersign.ingress.intake.EventDefectException;
import io.countersign.ingress.intake.Intake;
import io.countersign.ingress.intake.Result;
import io.countersign.ingress.metrics.ConnectionRefusal;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.metrics.IngressMetrics.SourceMetrics;
import io.countersign.ingress.metrics.Outcome;
import io.countersign.ingress.signature.RefusalReason;
import io.countersign.ingress.source.Source;
import io.countersign.ingress.source.Sources;
import io.countersign.ingress.throttle.RefusalThrottle;
import io.countersign.ingress.trace.DeliveryTrace;
import io.countersign.ingress.trace.Traces;
import io.countersign.log.LogFields;
import io.countersign.log.LogText;
import io.countersign.log.WithoutMessages;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What is asked of the public port, and what is answered: everything about a request but its bytes on the wire. */
@Component
final class Webhooks {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final String PATH = "/webhooks/";

    private final Sources sources;
    private final Intake intake;
    private final RefusalThrottle throttle;
    private final ClientAddresses clients;
    private final IngressMetrics metrics;
    private final Traces traces;
    private final HttpProperties properties;

    Webhooks(
            Sources sources,
            Intake intake,
            RefusalThrottle throttle,
            ClientAddresses clients,
            IngressMetrics metrics,
            Traces traces,
            HttpProperties properties) {
        this.sources = sources;
        this.intake = intake;
        this.throttle = throttle;
        this.clients = clients;
        this.metrics = metrics;
        this.traces = traces;
        this.properties = properties;
    }

    /** The source that a request target names, {@code null} for none. */
    @Nullable
    Source source(String target) {
        if (!target.startsWith(PATH)) {
            return null;
        }
        int query = target.indexOf('?');
        // The raw path: a source's name needs no escapes, so that an escaped one is none.
        return sources.find(target.substring(PATH.length(), query < 0 ? target.length() : query));
    }

    SourceMetrics counters(@Nullable Source source) {
        return metrics.source(source == null ? IngressMetrics.NO_SOURCE : source.name());
    }

    /** Why a connection is not let in. */
    Answer refusal(ConnectionRefusal refusal) {
        return switch (refusal) {
            case TOO_MANY -> tooBusy();
            case TOO_MANY_OF_ADDRESS ->
                Answer.problem(Outcome.TOO_BUSY, Problem.TOO_MANY_CONNECTIONS, "", retryAfter(properties.retryAfter()));
        };
    }

    /** Why the request is none that can be read; {@code null} where it is one. */
    @Nullable
    Answer unreadable(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            if (cause instanceof TooLongHttpLineException) {
                return Answer.unread(Outcome.REQUEST_LINE_TOO_LONG, Problem.REQUEST_LINE_TOO_LONG, "");
            }
            return cause instanceof TooLongHttpHeaderException ? headerTooLarge() : malformed();
        }
        if (headers.size() > properties.headerFields()) {
            return headerTooLarge();
        }
        if (!isKnown(request.protocolVersion())) {
            return malformed();
        }
        // Netty reads no other coding than this, and goes by the length where it finds one.
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        boolean readable = coding == null
                || (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)
                        && headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1);
        return readable ? null : malformed();
    }

    /** Why the body need not even be read; {@code null} where it must be. */
    @Nullable
    Answer refusal(@Nullable Source source, HttpRequest request, InetAddress peer, long contentLength) {
        if (source == null) {
            return Answer.unread(Outcome.UNKNOWN_SOURCE, Problem.NOT_FOUND, "");
        }
        if (!HttpMethod.POST.equals(request.method())) {
            return Answer.problem(
                    Outcome.WRONG_METHOD,
                    Problem.METHOD_NOT_ALLOWED,
                    "expected POST",
                    Map.of("allow", "POST", "connection", "close"));
        }
        HttpHeaders headers = request.headers();
        if (source.isRestricted() && !source.allows(clients.of(peer, headers::getAll))) {
            return Answer.unread(Outcome.ADDRESS_NOT_ALLOWED, Problem.ADDRESS_NOT_ALLOWED, "");
        }
        if (!isJson(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
            return Answer.unread(
                    Outcome.WRONG_CONTENT_TYPE,
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    "expected the content type application/json");
        }
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        if (encoding != null
                && (!HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(encoding)
                        || headers.getAll(HttpHeaderNames.CONTENT_ENCODING).size() > 1)) {
            return Answer.unread(
                    Outcome.WRONG_CONTENT_TYPE, Problem.UNSUPPORTED_MEDIA_TYPE, "expected no content encoding");
        }
        return contentLength > source.bodyLimit() ? tooLarge(source) : null;
    }

    /** The answer to a body that has come whole. Completes in bounded time, and never exceptionally. */
    CompletableFuture<Answer> answer(Source source, HttpHeaders headers, byte[] body, InetAddress peer) {
        DeliveryTrace trace = traces.next();
        CompletableFuture<Result> result;
        try {
            result = intake.take(new Delivery(source, headers::getAll, body, trace));
        } catch (RuntimeException | Error e) {
            result = CompletableFuture.failedFuture(e);
        }
        return result.handle((taken, failure) -> {
            Answer answer = failure == null ? answer(taken, headers, peer) : defect(source, failure);
            trace.end(answer.status(), answer.outcome().word());
            return answer;
        });
    }

    static Answer tooLarge(Source source) {
        return Answer.unread(
                Outcome.BODY_TOO_LARGE, Problem.BODY_TOO_LARGE, "expected at most " + source.bodyLimit() + " bytes");
    }

    static Answer headerTooSlow() {
        return Answer.unread(Outcome.HEADER_TOO_SLOW, Problem.HEADER_TOO_SLOW, "");
    }

    static Answer bodyTooSlow() {
        return Answer.unread(Outcome.BODY_TOO_SLOW, Problem.BODY_TOO_SLOW, "");
    }

    Answer tooBusy() {
        return Answer.problem(Outcome.TOO_BUSY, Problem.TOO_BUSY, "", retryAfter(properties.retryAfter()));
    }

    private static Answer defect(Source source, Throwable failure) {
        return failure instanceof EventDefectException of
                ? defect(source, of.eventId(), of.defect())
                : defect(source, null, failure);
    }

    private static Answer defect(Source source, @Nullable String eventId, Throwable defect) {
        // The message of an exception may quote what was being read; its kind and place may not.
        LOG.atError()
                .addKeyValue(LogFields.EVENT_ID, LogText.of(eventId))
                .addKeyValue(LogFields.SOURCE, source.name())
                .addKeyValue(LogFields.FAILURE, defect.getClass().getName())
                .addKeyValue(LogFields.PLACE, WithoutMessages.place(defect))
                .log("A request ended with a defect.");
        return Answer.problem(Outcome.DEFECT, Problem.DEFECT);
    }

    @SuppressWarnings("ReferenceEquality") // Netty goes by the same: to it, what is merely equal is another version
    private static boolean isKnown(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }

    private static Answer malformed() {
        return Answer.unread(Outcome.MALFORMED_REQUEST, Problem.MALFORMED_REQUEST, "");
    }

    private static Answer headerTooLarge() {
        return Answer.unread(Outcome.HEADER_TOO_LARGE, Problem.HEADER_TOO_LARGE, "");
    }

    private Answer answer(Result result, HttpHeaders headers, InetAddress peer) {
        if (result instanceof Result.Acknowledged acknowledged) {
            return Answer.acknowledged(acknowledged);
        }
        if (result instanceof Result.Unauthenticated unauthenticated) {
            return unauthenticated(unauthenticated.reason(), headers, peer);
        }
        if (result instanceof Result.NotAnEvent notAnEvent) {
            return Answer.problem(Outcome.NOT_AN_EVENT, Problem.NOT_AN_EVENT, notAnEvent.detail(), Map.of());
        }
        return Answer.problem(Outcome.KAFKA_NOT_TAKING, Problem.NOT_TAKEN, "", retryAfter(properties.retryAfter()));
    }

    private Answer unauthenticated(RefusalReason reason, HttpHeaders headers, InetAddress peer) {
        if (throttle.tooMany(clients.of(peer, headers::getAll))) {
            return Answer.problem(
                    Outcome.TOO_MANY_REFUSED_ATTEMPTS,
                    Problem.TOO_MANY_REFUSED_ATTEMPTS,
                    "",
                    retryAfter(throttle.retryAfter()));
        }
        Outcome outcome = switch (reason) {
            case MISSING -> Outcome.SIGNATURE_MISSING;
            case MALFORMED -> Outcome.SIGNATURE_MALFORMED;
            case MISMATCH -> Outcome.SIGNATURE_MISMATCH;
            case EXPIRED -> Outcome.SIGNATURE_EXPIRED;
            case FROM_THE_FUTURE -> Outcome.SIGNATURE_FROM_THE_FUTURE;
        };
        // RFC 9110, section 11.6.1, wants a challenge; this one names no scheme that would help to guess.
        return Answer.problem(
                outcome, Problem.UNAUTHENTICATED, "", Map.of("www-authenticate", "Webhook realm=\"webhooks\""));
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static Map<String, String> retryAfter(Duration wait) {
        return Map.of("retry-after", Long.toString(wait.toSeconds()));
    }
}
