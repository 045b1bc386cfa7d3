package io.countersign.ingress.http;

import io.countersign.ingress.address.ClientAddresses;
import io.countersign.ingress.address.Network;
import io.countersign.ingress.metrics.ConnectionRefusal;
import io.countersign.ingress.metrics.IngressMetrics;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts connections, and lets no more in than there may be. Thread-safe. */
@Component
final class Connections {

    private final int limit;
    private final int limitOfAddress;
    private final ClientAddresses clients;
    private final IngressMetrics metrics;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> bySender = new ConcurrentHashMap<>();

    Connections(HttpProperties properties, ClientAddresses clients, IngressMetrics metrics) {
        this.limit = properties.connections();
        this.limitOfAddress = properties.connectionsPerAddress();
        this.clients = clients;
        this.metrics = metrics;
        metrics.connections(open);
    }

    /** Lets a connection in, or says why not. One that was let in has to be told {@link #closed}. */
    @Nullable
    ConnectionRefusal opened(InetAddress address) {
        ConnectionRefusal refusal = null;
        if (open.incrementAndGet() > limit) {
            refusal = ConnectionRefusal.TOO_MANY;
        } else if (!clients.isProxy(address)
                && bySender.merge(Network.ofSender(address), 1, Integer::sum) > limitOfAddress) {
            forget(address);
            refusal = ConnectionRefusal.TOO_MANY_OF_ADDRESS;
        }
        if (refusal != null) {
            open.decrementAndGet();
            metrics.connectionRefused(refusal);
        }
        return refusal;
    }

    /** A connection that was let in is closed. */
    void closed(InetAddress address) {
        open.decrementAndGet();
        if (!clients.isProxy(address)) {
            forget(address);
        }
    }

    private void forget(InetAddress address) {
        bySender.computeIfPresent(Network.ofSender(address), (sender, count) -> count == 1 ? null : count - 1);
    }
}
