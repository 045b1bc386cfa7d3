package io.countersign.ingress.http;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** Puts a {@link WebhookConnection} right behind the HTTP codec of each connection to the public port. */
@Component
final class WebhookServerCustomizer implements NettyServerCustomizer {

    private final Webhooks webhooks;
    private final UnderWay underWay;

    WebhookServerCustomizer(Webhooks webhooks, UnderWay underWay) {
        this.webhooks = webhooks;
        this.underWay = underWay;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, remoteAddress) -> channel.pipeline()
                .addAfter(NettyPipeline.HttpCodec, "webhooks", new WebhookConnection(webhooks, underWay)));
    }
}
