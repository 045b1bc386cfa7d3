package io.countersign.quickstart.show;

import io.countersign.quickstart.sample.ExpectedResource;
import java.util.List;

/**
 * A resource as the processor tells it.
 *
 * @param status canonical status
 * @param history the events counted, in the order of occurrence
 */
record ResourceView(String status, List<Event> history) {

    ResourceView {
        history = List.copyOf(history);
    }

    /** Whether that is what it must be. */
    boolean matches(ExpectedResource expected) {
        return expected.statuses().contains(status) && history.size() == expected.events();
    }

    /**
     * One event of the history.
     *
     * @param type canonical type, such as {@code account.closed}
     * @param late whether it came after newer ones
     * @param unexpected whether the provider's documentation does not know this step
     */
    record Event(String type, boolean late, boolean unexpected) {

        /** What happened, without to what: {@code closed}. */
        String word() {
            return type.substring(type.indexOf('.') + 1);
        }
    }
}
