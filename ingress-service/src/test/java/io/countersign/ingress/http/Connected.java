package io.countersign.ingress.http;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** A connection to the public port without a socket, so that its buffers can be looked at. Its time stands still. */
final class Connected extends EmbeddedChannel {

    private final InetSocketAddress address;
    private final MockTicker ticker;

    private Connected(PublicPort port, RequestDecoder decoder, InetSocketAddress address, MockTicker ticker) {
        super(EmbeddedChannel.builder()
                .register(false)
                .ticker(ticker)
                .handlers(decoder, new HttpResponseEncoder(), new WebhookConnection(port, decoder)));
        this.address = address;
        this.ticker = ticker;
    }

    /** A connection from this address. */
    static Connected to(PublicPort port, String address) throws Exception {
        InetSocketAddress from = new InetSocketAddress(InetAddress.getByName(address), 1);
        Connected connection = new Connected(port, port.decoder(), from, Ticker.newMockTicker());
        connection.register();
        return connection;
    }

    /** Lets so much time pass. */
    void pass(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
        runScheduledPendingTasks();
        runPendingTasks();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return address;
    }
}
