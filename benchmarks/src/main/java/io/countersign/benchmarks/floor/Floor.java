package io.countersign.benchmarks.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A bare Netty server: hands each body to a Kafka producer and answers 204 when all in-sync replicas have it, 503 when
 * they have not. Checks, parses, keys and counts nothing. Its one shortcut is that {@code send} may block the event loop
 * while brokers are away, which a server in earnest must not allow.
 */
public final class Floor {

    private static final int BODY_LIMIT = 256 * 1024;

    private Floor() {}

    /** Takes the brokers' addresses, the topic, and the port of 127.0.0.1 to listen on. */
    public static void main(String[] arguments) throws InterruptedException {
        String topic = arguments[1];
        Producer<byte[], byte[]> producer = new KafkaProducer<>(
                producerSettings(arguments[0]), new ByteArraySerializer(), new ByteArraySerializer());
        awaitMetadata(producer, topic);

        Handler handler = new Handler(producer, topic);
        // As many as the ingress has.
        int threads = Runtime.getRuntime().availableProcessors();
        boolean epoll = Epoll.isAvailable();
        var loops = new MultiThreadIoEventLoopGroup(
                threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(BODY_LIMIT), handler);
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[2]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /** So that the first request does not wait for it. */
    private static void awaitMetadata(Producer<?, ?> producer, String topic) {
        while (true) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (TimeoutException e) {
                // The brokers, or this JVM, are still slow.
            }
        }
    }

    /** The same settings as the ingress's producer (its {@code PublishConfiguration}). */
    static Map<String, Object> producerSettings(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return settings;
    }

    @Sharable
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is gone by then needs no answer
    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {

        private final Producer<byte[], byte[]> producer;
        private final String topic;

        Handler(Producer<byte[], byte[]> producer, String topic) {
            this.producer = producer;
            this.topic = topic;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            byte[] body = ByteBufUtil.getBytes(request.content());
            var unused = producer.send(new ProducerRecord<>(topic, body), (metadata, failure) -> {
                var status = failure == null ? HttpResponseStatus.NO_CONTENT : HttpResponseStatus.SERVICE_UNAVAILABLE;
                var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
                if (failure != null) {
                    response.headers().set("content-length", 0);
                }
                context.writeAndFlush(response, context.voidPromise());
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
