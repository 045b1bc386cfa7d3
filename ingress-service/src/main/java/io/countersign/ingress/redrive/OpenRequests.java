package io.countersign.ingress.redrive;

import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which requests have no outcome yet, as far as the log has been read, in its order. The log alone decides: an outcome closes
 * the requests up to its attempt, wherever it stands, and once something is published all of them. Not thread-safe.
 */
final class OpenRequests {

    /** How many outcomes are remembered: what closes a request that was written twice, or while its outcome was. */
    static final int REMEMBERED = 10_000;

    /** How many bytes of bodies wait at most, give or take what one poll brings. */
    static final int MOST_BYTES = 16 << 20;

    private final Map<String, Request> open = new LinkedHashMap<>();
    private final Map<String, Integer> closedUpTo = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * A request and its place.
     *
     * @param key its key
     * @param partition its partition
     * @param content what it says
     */
    record Request(String key, int partition, Redrive content) {

        private int bytes() {
            return content.getRecord() == null
                    ? 0
                    : content.getRecord().getBody().remaining();
        }
    }

    /** Takes note of the next record of the log. */
    void read(String key, int partition, Redrive next) {
        String id = next.getQuarantineId();
        if (next.getOutcome() != null) {
            close(next);
        } else if (!isClosed(id, next)) {
            open.put(id, new Request(key, partition, next));
        }
    }

    /** Takes note of an outcome. */
    void close(Redrive ended) {
        String id = ended.getQuarantineId();
        int attempt = ended.getOutcome() == RedriveOutcome.PUBLISHED ? Integer.MAX_VALUE : ended.getAttempt();
        closedUpTo.merge(id, attempt, Math::max);
        Request request = open.get(id);
        if (request != null && isClosed(id, request.content())) {
            open.remove(id);
        }
    }

    /** Others see to these partitions now. */
    void forget(Collection<Integer> partitions) {
        open.values().removeIf(request -> partitions.contains(request.partition()));
    }

    /** The first of them, at most {@code most}. */
    List<Request> first(int most) {
        return open.values().stream().limit(most).toList();
    }

    /** Whether so many bodies wait that they have to be seen to before more are read. */
    boolean isFull() {
        return open.values().stream().mapToLong(Request::bytes).sum() >= MOST_BYTES;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    private boolean isClosed(String id, Redrive request) {
        return closedUpTo.getOrDefault(id, 0) >= request.getAttempt();
    }
}
