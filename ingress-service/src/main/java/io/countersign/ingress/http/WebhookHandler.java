package io.countersign.ingress.http;

import io.countersign.ingress.intake.Delivery;
import io.countersign.ingress.intake.Intake;
import io.countersign.ingress.intake.Result;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.metrics.IngressMetrics.SourceMetrics;
import io.countersign.ingress.metrics.Outcome;
import io.countersign.ingress.signature.HeaderFields;
import io.countersign.ingress.signature.RefusalReason;
import io.countersign.ingress.source.Source;
import io.countersign.ingress.source.Sources;
import io.countersign.ingress.throttle.RefusalThrottle;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Answers everything that comes to the public port. It stands where the {@code DispatcherHandler} would: there is one
 * path, and what the dispatcher does for each request (mapping, filters, codecs, observation) costs more than all of the
 * work that a webhook needs.
 */
@Component
final class WebhookHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);
    private static final String PATH = "/webhooks/";

    private final Sources sources;
    private final Intake intake;
    private final RefusalThrottle throttle;
    private final IngressMetrics metrics;
    private final HttpProperties properties;

    WebhookHandler(
            Sources sources,
            Intake intake,
            RefusalThrottle throttle,
            IngressMetrics metrics,
            HttpProperties properties) {
        this.sources = sources;
        this.intake = intake;
        this.throttle = throttle;
        this.metrics = metrics;
        this.properties = properties;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        Source source = source(request);
        SourceMetrics counters = metrics.source(source == null ? IngressMetrics.NO_SOURCE : source.name());
        counters.received();
        AtomicBoolean counted = new AtomicBoolean();
        return answer(source, request)
                .onErrorResume(failure -> Mono.just(defect(failure)))
                .doOnNext(answer -> {
                    counted.set(true);
                    counters.ended(answer.outcome());
                })
                .doOnCancel(() -> {
                    if (counted.compareAndSet(false, true)) {
                        counters.ended(Outcome.DISCONNECTED);
                    }
                })
                .flatMap(answer -> write(answer, response));
    }

    private Mono<Answer> answer(@Nullable Source source, ServerHttpRequest request) {
        if (source == null) {
            return Mono.just(Answer.unread(Outcome.UNKNOWN_SOURCE, Problem.NOT_FOUND, ""));
        }
        Answer refusal = refusal(source, request);
        if (refusal != null) {
            return Mono.just(refusal);
        }
        return DataBufferUtils.join(request.getBody(), source.bodyLimit())
                .map(WebhookHandler::bytes)
                .defaultIfEmpty(new byte[0])
                .timeout(properties.bodyTimeout())
                .flatMap(body -> Mono.fromFuture(intake.take(new Delivery(source, headers(request), body)), true))
                .map(result -> answer(result, request))
                .onErrorResume(DataBufferLimitException.class, tooLarge -> Mono.just(tooLarge(source)))
                .onErrorResume(
                        TimeoutException.class,
                        tooSlow -> Mono.just(Answer.unread(Outcome.BODY_TOO_SLOW, Problem.BODY_TOO_SLOW, "")));
    }

    /** Why the body need not even be read; {@code null} where it must be. */
    private static @Nullable Answer refusal(Source source, ServerHttpRequest request) {
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return Answer.problem(
                    Outcome.WRONG_METHOD,
                    Problem.METHOD_NOT_ALLOWED,
                    "expected POST",
                    Map.of(HttpHeaders.ALLOW, "POST", HttpHeaders.CONNECTION, "close"));
        }
        InetSocketAddress address = request.getRemoteAddress();
        if (address == null || !source.allows(address)) {
            return Answer.unread(Outcome.ADDRESS_NOT_ALLOWED, Problem.ADDRESS_NOT_ALLOWED, "");
        }
        HttpHeaders headers = request.getHeaders();
        if (!isJson(headers.getFirst(HttpHeaders.CONTENT_TYPE))) {
            return Answer.unread(
                    Outcome.WRONG_CONTENT_TYPE,
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    "expected the content type application/json");
        }
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Answer.unread(
                    Outcome.WRONG_CONTENT_TYPE, Problem.UNSUPPORTED_MEDIA_TYPE, "expected no content encoding");
        }
        if (headers.getContentLength() > source.bodyLimit()) {
            return tooLarge(source);
        }
        return null;
    }

    private Answer answer(Result result, ServerHttpRequest request) {
        if (result instanceof Result.Acknowledged acknowledged) {
            return Answer.acknowledged(acknowledged);
        }
        if (result instanceof Result.Unauthenticated unauthenticated) {
            return unauthenticated(unauthenticated.reason(), request);
        }
        if (result instanceof Result.NotAnEvent notAnEvent) {
            return Answer.problem(Outcome.NOT_AN_EVENT, Problem.NOT_AN_EVENT, notAnEvent.detail(), Map.of());
        }
        return Answer.problem(Outcome.KAFKA_NOT_TAKING, Problem.NOT_TAKEN, "", retryAfter(properties.retryAfter()));
    }

    private Answer unauthenticated(RefusalReason reason, ServerHttpRequest request) {
        InetSocketAddress address = request.getRemoteAddress();
        if (address != null && throttle.tooMany(address.getAddress())) {
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
                outcome,
                Problem.UNAUTHENTICATED,
                "",
                Map.of(HttpHeaders.WWW_AUTHENTICATE, "Webhook realm=\"webhooks\""));
    }

    private static Answer tooLarge(Source source) {
        return Answer.unread(
                Outcome.BODY_TOO_LARGE, Problem.BODY_TOO_LARGE, "expected at most " + source.bodyLimit() + " bytes");
    }

    private static Answer defect(Throwable failure) {
        // The message of an exception may quote what was being read; its kind and place may not.
        StackTraceElement[] trace = failure.getStackTrace();
        LOG.atError()
                .addKeyValue("failure", failure.getClass().getName())
                .addKeyValue("at", trace.length == 0 ? "unknown" : trace[0].toString())
                .log("A request ended with a defect.");
        return Answer.problem(Outcome.DEFECT, Problem.DEFECT);
    }

    private @Nullable Source source(ServerHttpRequest request) {
        // The raw path: a source's name needs no escapes, so that an escaped one is none.
        String path = request.getURI().getRawPath();
        return path != null && path.startsWith(PATH) ? sources.find(path.substring(PATH.length())) : null;
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

    private static HeaderFields headers(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        return name -> {
            List<String> values = headers.get(name);
            return values == null ? List.of() : values;
        };
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static Map<String, String> retryAfter(Duration wait) {
        return Map.of(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
    }

    private static Mono<Void> write(Answer answer, ServerHttpResponse response) {
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, answer.contentType());
        headers.setContentLength(answer.body().length);
        answer.headers().forEach(headers::set);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(answer.body())));
    }
}
