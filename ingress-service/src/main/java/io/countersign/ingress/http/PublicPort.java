package io.countersign.ingress.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;

/** What the connections to the public port have in common. Thread-safe. */
@Component
final class PublicPort {

    private static final String ENCODER = "responses";

    private final Webhooks webhooks;
    private final UnderWay underWay;
    private final Connections connections;
    private final UnfinishedBodies unfinishedBodies;
    private final HttpProperties properties;
    private final HttpDecoderConfig reading;

    PublicPort(
            Webhooks webhooks,
            UnderWay underWay,
            Connections connections,
            UnfinishedBodies unfinishedBodies,
            HttpProperties properties) {
        this.webhooks = webhooks;
        this.underWay = underWay;
        this.connections = connections;
        this.unfinishedBodies = unfinishedBodies;
        this.properties = properties;
        // Whatever the server is configured to: what two programs may read differently is read by neither.
        this.reading = new HttpDecoderConfig()
                .setMaxInitialLineLength((int) properties.requestLineLimit().toBytes())
                .setMaxHeaderSize((int) properties.headerLimit().toBytes())
                .setValidateHeaders(true)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false);
    }

    /** Has a connection read and answered here, in place of the server's own codec. */
    void attach(ChannelPipeline pipeline) {
        RequestDecoder decoder = new RequestDecoder(reading);
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, decoder);
        pipeline.addAfter(NettyPipeline.HttpCodec, ENCODER, new HttpResponseEncoder());
        pipeline.addAfter(ENCODER, "webhooks", new WebhookConnection(this, decoder));
    }

    RequestDecoder decoder() {
        return new RequestDecoder(reading);
    }

    Webhooks webhooks() {
        return webhooks;
    }

    UnderWay underWay() {
        return underWay;
    }

    Connections connections() {
        return connections;
    }

    UnfinishedBodies unfinishedBodies() {
        return unfinishedBodies;
    }

    HttpProperties properties() {
        return properties;
    }
}
