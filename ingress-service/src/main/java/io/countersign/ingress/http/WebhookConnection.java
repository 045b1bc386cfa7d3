package io.countersign.ingress.http;

import io.countersign.ingress.metrics.IngressMetrics.SourceMetrics;
import io.countersign.ingress.metrics.Outcome;
import io.countersign.ingress.source.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the public port, behind Netty's HTTP codec. Reads one request at a time into one array, hands it on,
 * and writes the answer. Requests that a client pipelines wait their turn: what comes while an answer is awaited is kept,
 * and nothing more is read from the socket then. Everything here runs on the connection's event-loop thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written breaks the connection, and that is seen
final class WebhookConnection extends ChannelDuplexHandler {

    /** How long bytes that nobody wants are read and dropped, so that the answer is not lost to a reset. */
    private static final long LINGER_SECONDS = 2;

    private static final int INITIAL_BODY_BYTES = 8 * 1024;

    private final Webhooks webhooks;
    private final UnderWay underWay;
    private final Queue<Object> pipelined = new ArrayDeque<>(0);
    private @Nullable Exchange exchange;
    private @Nullable ChannelPromise closing;

    WebhookConnection(Webhooks webhooks, UnderWay underWay) {
        this.webhooks = webhooks;
        this.underWay = underWay;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive(); // further on the connection is counted, and closed when it idles
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (exchange != null && exchange.isAwaitingAnswer()) {
            pipelined.add(message);
            context.channel().config().setAutoRead(false);
        } else {
            accept(context, message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.watchTheClock(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.end(Outcome.DISCONNECTED);
            exchange = null;
        }
        pipelined.forEach(ReferenceCountUtil::release);
        pipelined.clear();
        context.fireChannelInactive();
    }

    /** Whoever closes the connection, a server that stops above all, waits for the answer that is due. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (exchange != null && exchange.isAwaitingAnswer()) {
            closing = promise;
        } else {
            context.close(promise);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // A connection that breaks is the client's business; channelInactive does the books.
        context.close();
    }

    private void accept(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                exchange = new Exchange(
                        request, (InetSocketAddress) context.channel().remoteAddress());
                exchange.begin(context);
            }
            if (message instanceof HttpContent content && exchange != null) {
                exchange.append(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void next(ChannelHandlerContext context) {
        exchange = null;
        Object message;
        while ((exchange == null || !exchange.isAwaitingAnswer()) && (message = pipelined.poll()) != null) {
            accept(context, message);
        }
        if (exchange == null || !exchange.isAwaitingAnswer()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** A request and its answer. */
    private final class Exchange {

        private final HttpRequest request;
        private final InetSocketAddress address;
        private final @Nullable Source source;
        private final SourceMetrics counters;
        private final boolean keepAlive;
        private byte[] body = new byte[0];
        private int length;
        private boolean whole;
        private boolean answered;
        private boolean ended;
        private @Nullable Future<?> clock;

        Exchange(HttpRequest request, InetSocketAddress address) {
            this.request = request;
            this.address = address;
            this.source = webhooks.source(request.uri());
            this.counters = webhooks.counters(source);
            this.keepAlive = HttpUtil.isKeepAlive(request);
            counters.received();
        }

        boolean isAwaitingAnswer() {
            return whole && !answered;
        }

        void begin(ChannelHandlerContext context) {
            if (request.decoderResult().isFailure()) {
                write(context, Answer.unread(Outcome.MALFORMED_REQUEST, Problem.MALFORMED_REQUEST, ""));
                return;
            }
            long contentLength = HttpUtil.getContentLength(request, -1L);
            Answer refusal = webhooks.refusal(source, request, address, contentLength);
            if (refusal != null) {
                write(context, refusal);
                return;
            }
            // A length announced is not a body sent: memory follows what has come.
            body = new byte[contentLength < 0 ? INITIAL_BODY_BYTES : (int) Math.min(contentLength, INITIAL_BODY_BYTES)];
            if (HttpUtil.is100ContinueExpected(request)) {
                context.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
            }
        }

        void append(ChannelHandlerContext context, HttpContent content) {
            boolean last = content instanceof LastHttpContent;
            if (answered) {
                if (last) {
                    context.close();
                }
                return;
            }
            if (content.decoderResult().isFailure()) {
                write(context, Answer.unread(Outcome.MALFORMED_REQUEST, Problem.MALFORMED_REQUEST, ""));
                return;
            }
            Source known = Objects.requireNonNull(source);
            ByteBuf bytes = content.content();
            int more = bytes.readableBytes();
            if (more > known.bodyLimit() - length) {
                write(context, Webhooks.tooLarge(known));
                return;
            }
            if (more > body.length - length) {
                body = Arrays.copyOf(body, Math.min(known.bodyLimit(), Math.max(2 * body.length, length + more)));
            }
            bytes.readBytes(body, length, more);
            length += more;
            if (last) {
                whole = true;
                stopTheClock();
                hand(context, known);
            }
        }

        private void hand(ChannelHandlerContext context, Source known) {
            byte[] received = length == body.length ? body : Arrays.copyOf(body, length);
            body = received;
            underWay.begin();
            var unused = webhooks.answer(known, request.headers(), received, address)
                    .thenAccept(answer -> {
                        if (context.executor().inEventLoop()) {
                            write(context, answer);
                        } else {
                            context.executor().execute(() -> write(context, answer));
                        }
                    });
        }

        /** Most bodies come with their headers; only one that does not needs a clock. */
        void watchTheClock(ChannelHandlerContext context) {
            if (!whole && !answered && clock == null) {
                clock = context.executor()
                        .schedule(
                                () -> write(context, Webhooks.tooSlow()),
                                webhooks.bodyTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }

        private void stopTheClock() {
            if (clock != null) {
                clock.cancel(false);
            }
        }

        private void write(ChannelHandlerContext context, Answer answer) {
            if (answered || ended) {
                return;
            }
            answered = true;
            stopTheClock();
            end(answer.outcome());
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(answer.status()),
                    Unpooled.wrappedBuffer(answer.body()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
            answer.headers().forEach((name, value) -> response.headers().set(name, value));
            boolean close = !keepAlive
                    || !whole
                    || closing != null
                    || response.headers().contains(HttpHeaderNames.CONNECTION);
            if (close) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            if (!close) {
                context.writeAndFlush(response);
                next(context);
            } else if (whole) {
                ChannelPromise closed = closing == null ? context.newPromise() : closing;
                context.writeAndFlush(response).addListener(written -> context.close(closed));
            } else {
                context.writeAndFlush(response);
                context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
            }
        }

        /** Counts how the request ended, once. */
        void end(Outcome outcome) {
            if (!ended) {
                ended = true;
                if (whole) {
                    underWay.end();
                }
                counters.ended(outcome);
            }
        }
    }
}
