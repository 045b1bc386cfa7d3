package io.countersign.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's reader of requests, one request at a time: while one awaits its answer, what the client sends on stays bytes, and no
 * more than one read of them. Not thread-safe: on the connection's event-loop thread only.
 */
final class RequestDecoder extends HttpRequestDecoder {

    private @Nullable ChannelHandlerContext context;
    private boolean held;
    private boolean finished;
    private boolean reading;
    private boolean incomplete;

    RequestDecoder(HttpDecoderConfig config) {
        super(config);
    }

    /** Whether something has come of which the rest has not: of a header section, where no request is under way. */
    boolean isIncomplete() {
        return incomplete;
    }

    /** Reads nothing on until {@link #release}. */
    void hold() {
        held = true;
    }

    /** Reads on. */
    void release() {
        held = false;
        ChannelHandlerContext here = Objects.requireNonNull(context);
        here.channel().config().setAutoRead(true);
        // From within a read, its loop goes on by itself.
        if (!reading && actualReadableBytes() > 0) {
            readOn(here);
        }
    }

    /** Reads nothing ever after: the connection will be closed. */
    void finish() {
        finished = true;
    }

    private void readOn(ChannelHandlerContext here) {
        try {
            channelRead(here, Unpooled.EMPTY_BUFFER);
            channelReadComplete(here);
        } catch (Exception e) {
            here.fireExceptionCaught(e);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext here, Object message) throws Exception {
        reading = true;
        try {
            super.channelRead(here, message);
        } finally {
            reading = false;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext here, ByteBuf bytes, List<Object> messages) throws Exception {
        if (finished) {
            bytes.skipBytes(bytes.readableBytes());
        } else if (held) {
            here.channel().config().setAutoRead(false);
        } else {
            super.decode(here, bytes, messages);
            incomplete = messages.isEmpty();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext here) throws Exception {
        if (held) {
            // What Netty does here asks for more bytes where none became a message.
            discardSomeReadBytes();
            here.fireChannelReadComplete();
        } else {
            super.channelReadComplete(here);
        }
    }
}
