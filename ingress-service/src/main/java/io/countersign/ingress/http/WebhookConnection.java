package io.countersign.ingress.http;

import io.countersign.ingress.metrics.ConnectionRefusal;
import io.countersign.ingress.metrics.IngressMetrics.SourceMetrics;
import io.countersign.ingress.metrics.Outcome;
import io.countersign.ingress.source.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the public port, behind its {@link RequestDecoder}. Reads one request at a time into one array, hands it
 * on, and writes the answer. Requests that a client pipelines wait their turn as bytes. Everything that a client may be slow
 * with has its time. Everything here runs on the connection's event-loop thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written breaks the connection, and that is seen
final class WebhookConnection extends ChannelDuplexHandler {

    /** How long bytes that nobody wants are read and dropped, so that the answer is not lost to a reset. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int INITIAL_BODY_BYTES = 8 * 1024;

    private final PublicPort port;
    private final Webhooks webhooks;
    private final RequestDecoder decoder;
    private final Patience patience = new Patience();
    private @Nullable InetAddress address;
    private @Nullable Exchange exchange;
    private @Nullable ChannelPromise closing;
    private boolean letIn;

    WebhookConnection(PublicPort port, RequestDecoder decoder) {
        this.port = port;
        this.webhooks = port.webhooks();
        this.decoder = decoder;
    }

    /** What is waited for. */
    private enum Awaited {
        /** An answer of ours, which has a time of its own. */
        NOTHING,
        FIRST_REQUEST,
        REQUEST,
        REST_OF_HEADER,
        REST_OF_BODY,
        /** That the client reads its answers. */
        READER,
        /** That the client goes away. */
        END
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        InetSocketAddress remote = (InetSocketAddress) context.channel().remoteAddress();
        if (remote == null) {
            context.close(); // gone already
            return;
        }
        address = remote.getAddress();
        ConnectionRefusal refusal = port.connections().opened(remote.getAddress());
        if (refusal != null) {
            decoder.finish();
            if (isTls(context)) {
                context.close(); // to shake hands first is what there is no room for
            } else {
                context.writeAndFlush(response(webhooks.refusal(refusal), true))
                        .addListener(written -> context.close());
            }
            return;
        }
        letIn = true;
        context.fireChannelActive(); // further on the connection is counted
        patience.await(context, Awaited.FIRST_REQUEST, port.properties().headerTimeout());
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                patience.awaitNothing();
                exchange = new Exchange(request, Objects.requireNonNull(address), now(context));
                exchange.begin(context);
            }
            if (message instanceof HttpContent content && exchange != null) {
                exchange.append(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.readOn(context);
        } else if (decoder.isIncomplete()) {
            patience.awaitHeader(context, port.properties().headerTimeout());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange == null && context.channel().isWritable()) {
            next(context, now(context));
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.end(Outcome.DISCONNECTED, now(context));
            exchange = null;
        }
        patience.end();
        if (letIn) {
            letIn = false;
            port.connections().closed(Objects.requireNonNull(address));
            context.fireChannelInactive();
        }
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

    /** Turns to the next request, as soon as the client has read enough of its answers for one more. */
    private void next(ChannelHandlerContext context, long now) {
        if (context.channel().isWritable()) {
            patience.await(context, now, Awaited.REQUEST, port.properties().idleTimeout());
            decoder.release();
        } else {
            patience.await(context, now, Awaited.READER, port.properties().answerTimeout());
        }
    }

    private void ranOut(ChannelHandlerContext context, Awaited awaited) {
        if (awaited == Awaited.REST_OF_BODY && exchange != null) {
            exchange.write(context, Webhooks.bodyTooSlow());
        } else if (awaited == Awaited.REST_OF_HEADER) {
            decoder.finish();
            SourceMetrics counters = webhooks.counters(null);
            counters.received();
            counters.ended(Outcome.HEADER_TOO_SLOW, 0);
            linger(context, context.writeAndFlush(response(Webhooks.headerTooSlow(), true)));
        } else {
            context.close();
        }
    }

    /** Says that this was the last answer, and drops what comes until the client has seen it. */
    private void linger(ChannelHandlerContext context, ChannelFuture written) {
        patience.await(context, Awaited.END, LINGER);
        // TLS has an end of its own to tell, which the close does.
        if (context.channel() instanceof DuplexChannel channel && !isTls(context)) {
            written.addListener(done -> channel.shutdownOutput());
        }
    }

    /** The event loop's time, in nanoseconds from nowhere in particular. */
    private static long now(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }

    private static boolean isTls(ChannelHandlerContext context) {
        return context.pipeline().get(SslHandler.class) != null;
    }

    private static FullHttpResponse response(Answer answer, boolean close) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /**
     * How long what is awaited may still take. A request moves the end of it, which costs a look at the clock; a timer is set
     * anew only where the one that is set would come too late.
     */
    private final class Patience {

        private Awaited awaited = Awaited.NOTHING;
        private long until;
        private long timerAt;
        private @Nullable Future<?> timer;

        void awaitNothing() {
            awaited = Awaited.NOTHING;
        }

        void await(ChannelHandlerContext context, Awaited what, Duration time) {
            await(context, now(context), what, time);
        }

        void await(ChannelHandlerContext context, long now, Awaited what, Duration time) {
            awaited = what;
            until = now + time.toNanos();
            if (timer == null || timerAt - until > 0) {
                end();
                set(context, now);
            }
        }

        /** A header section has begun. The first one has its time from when the connection has. */
        void awaitHeader(ChannelHandlerContext context, Duration time) {
            if (awaited == Awaited.FIRST_REQUEST) {
                awaited = Awaited.REST_OF_HEADER;
            } else if (awaited == Awaited.REQUEST) {
                await(context, Awaited.REST_OF_HEADER, time);
            }
        }

        void end() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }

        private void set(ChannelHandlerContext context, long now) {
            timerAt = until;
            timer = context.executor().schedule(() -> look(context), until - now, TimeUnit.NANOSECONDS);
        }

        private void look(ChannelHandlerContext context) {
            timer = null;
            if (awaited == Awaited.NOTHING) {
                return;
            }
            long now = now(context);
            if (now - until < 0) {
                set(context, now);
            } else {
                Awaited what = awaited;
                awaited = Awaited.NOTHING;
                ranOut(context, what);
            }
        }
    }

    /** A request and its answer. */
    private final class Exchange {

        private final HttpRequest request;
        private final InetAddress address;
        private final @Nullable Source source;
        private final SourceMetrics counters;
        private final long began;
        private final boolean keepAlive;
        private byte[] body = new byte[0];
        private int length;
        private int taken;
        private boolean timed;
        private boolean whole;
        private boolean answered;
        private boolean ended;

        Exchange(HttpRequest request, InetAddress address, long now) {
            this.request = request;
            this.address = address;
            this.began = now;
            this.source = webhooks.source(request.uri());
            this.counters = webhooks.counters(source);
            this.keepAlive = HttpUtil.isKeepAlive(request);
            counters.received();
        }

        boolean isAwaitingAnswer() {
            return whole && !answered;
        }

        void begin(ChannelHandlerContext context) {
            Answer refusal = webhooks.unreadable(request);
            if (refusal != null) {
                write(context, refusal);
                return;
            }
            long contentLength = HttpUtil.getContentLength(request, -1L);
            refusal = webhooks.refusal(source, request, address, contentLength);
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
                // Of what cannot be read the end cannot be told.
                if (last && request.decoderResult().isSuccess()) {
                    decoder.finish();
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
                patience.awaitNothing();
                giveBack();
                decoder.hold();
                hand(context, known);
            }
        }

        private void hand(ChannelHandlerContext context, Source known) {
            byte[] received = length == body.length ? body : Arrays.copyOf(body, length);
            body = received;
            port.underWay().begin();
            var unused = webhooks.answer(known, request.headers(), received, address)
                    .thenAccept(answer -> {
                        if (context.executor().inEventLoop()) {
                            write(context, answer);
                        } else {
                            context.executor().execute(() -> write(context, answer));
                        }
                    });
        }

        /** Most bodies come with their headers; only one that does not needs a time, and room among the unfinished. */
        void readOn(ChannelHandlerContext context) {
            if (whole || answered) {
                return;
            }
            if (!timed) {
                timed = true;
                patience.await(context, Awaited.REST_OF_BODY, port.properties().bodyTimeout());
            }
            int more = body.length - taken;
            if (port.unfinishedBodies().take(more)) {
                taken += more;
            } else {
                write(context, webhooks.tooBusy());
            }
        }

        private void giveBack() {
            if (taken > 0) {
                port.unfinishedBodies().giveBack(taken);
                taken = 0;
            }
        }

        void write(ChannelHandlerContext context, Answer answer) {
            if (answered || ended) {
                return;
            }
            answered = true;
            long now = now(context);
            end(answer.outcome(), now);
            boolean close = !keepAlive || !whole || closing != null || answer.closes();
            FullHttpResponse response = response(answer, close);
            if (HttpMethod.HEAD.equals(request.method())) {
                response = response.replace(Unpooled.EMPTY_BUFFER);
            }
            ChannelFuture written = context.writeAndFlush(response);
            if (!close) {
                exchange = null;
                next(context, now);
            } else if (whole) {
                decoder.finish();
                ChannelPromise closed = closing == null ? context.newPromise() : closing;
                written.addListener(done -> context.close(closed));
                patience.await(context, Awaited.READER, port.properties().answerTimeout());
            } else {
                body = new byte[0];
                linger(context, written);
            }
        }

        /** Counts how the request ended, and how long it took, once. */
        void end(Outcome outcome, long now) {
            if (!ended) {
                ended = true;
                giveBack();
                if (whole) {
                    port.underWay().end();
                }
                counters.ended(outcome, now - began);
            }
        }
    }
}
