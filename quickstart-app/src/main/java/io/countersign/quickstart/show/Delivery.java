package io.countersign.quickstart.show;

import io.countersign.quickstart.sample.Sample;

/**
 * One webhook to send.
 *
 * @param webhook what it is
 * @param manner how it is sent
 */
record Delivery(Sample webhook, Manner manner) {

    /** How a webhook is sent, and the status that must answer it. */
    enum Manner {
        SIGNED("signed", 200),
        LATE("late, after the rest", 200),
        AGAIN("once more, as it was", 200),
        RETRIED("retry, attempt 2", 200),
        UNKNOWN_TYPE("a type not known", 200),
        TAMPERED("tampered with", 401),
        UNSIGNED("unsigned", 401),
        STALE("signed an hour ago", 401),
        NO_EVENT("signed, but no event", 400);

        private final String words;
        private final int answer;

        Manner(String words, int answer) {
            this.words = words;
            this.answer = answer;
        }

        String words() {
            return words;
        }

        /** The HTTP status that is right. */
        int answer() {
            return answer;
        }

        /** Whether this is how a sample comes in for the first time. */
        boolean isFirst() {
            return this == SIGNED || this == LATE;
        }

        /** Whether the sample has come in before. */
        boolean isRepetition() {
            return this == AGAIN || this == RETRIED;
        }
    }
}
