package io.countersign.processor.resources;

import io.countersign.generation.Generation;
import io.countersign.generation.Marker;
import io.countersign.processor.generation.LiveGenerations;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Stands before the API and passes questions on to the live generation, where this is another one and its address is known:
 * so clients may go on asking where they always asked. Every answer says which generation gave it. Thread-safe.
 */
final class GenerationGate implements HandlerInterceptor {

    /**
     * In a request, the only generation that may answer: an instance of any other one refuses, so that no question goes round
     * in circles. In an answer, the generation that gave it.
     */
    static final String HEADER = "Countersign-Generation";

    /** What of another instance's answer is the client's; the rest is between the instances, or will be written anew. */
    private static final List<String> PASSED_ON = List.of(
            HEADER,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.LOCATION,
            HttpHeaders.RETRY_AFTER,
            HttpHeaders.ALLOW,
            HttpHeaders.WWW_AUTHENTICATE);

    private final Generation own;
    private final LiveGenerations liveGenerations;
    private final Peers peers;

    GenerationGate(Generation own, LiveGenerations liveGenerations, Peers peers) {
        this.own = own;
        this.liveGenerations = liveGenerations;
        this.peers = peers;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        String asked = request.getHeader(HEADER);
        boolean asPeer = request.getHeader(Peers.PARTITIONS_HEADER) != null;
        Marker live = asked == null && !asPeer ? elsewhere() : null;
        if (live != null && live.api() != null) {
            answer(peers.ask(live.api(), live.generation().name(), request), response);
            return false;
        }
        response.setHeader(HEADER, own.name());
        if (asked != null && !asked.equals(own.name())) {
            throw new OtherGenerationException("Expected " + HEADER + " to be " + own.name() + ".");
        }
        return true;
    }

    private @Nullable Marker elsewhere() {
        return liveGenerations
                .agreed()
                .filter(live -> !live.generation().equals(own))
                .filter(live -> isAddress(live.api()))
                .orElse(null);
    }

    private boolean isAddress(@Nullable URI api) {
        return api != null && peers.mayAsk(api);
    }

    private static void answer(HttpResponse<byte[]> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.statusCode());
        for (String name : PASSED_ON) {
            answer.headers().firstValue(name).ifPresent(value -> response.setHeader(name, value));
        }
        response.getOutputStream().write(answer.body());
    }
}
