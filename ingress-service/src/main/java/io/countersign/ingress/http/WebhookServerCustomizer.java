package io.countersign.ingress.http;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServer;

/** Has each connection of the server read and answered by {@link PublicPort}. */
@Component
final class WebhookServerCustomizer implements NettyServerCustomizer {

    private final PublicPort port;

    WebhookServerCustomizer(PublicPort port) {
        this.port = port;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, remoteAddress) -> port.attach(channel.pipeline()));
    }
}
