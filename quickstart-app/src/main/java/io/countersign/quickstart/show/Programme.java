package io.countersign.quickstart.show;

import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.show.Delivery.Manner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** What the show sends, and in which order. */
final class Programme {

    /** First by the lifecycle, sent last: each comes after events that are newer. */
    private static final Set<String> LATE =
            Set.of("devengo/account.created", "devengo/verification.created", "devengo/outgoing_payment.created");

    private static final int REPEATED = 4;

    private Programme() {}

    /** The deliveries in their order, always the same for the same seed. */
    static List<Delivery> of(long seed) {
        Random random = new Random(seed);
        List<Sample> samples = new ArrayList<>(Sample.all());
        Collections.shuffle(samples, random);

        List<Delivery> deliveries = new ArrayList<>();
        samples.stream()
                .filter(sample -> !isLate(sample))
                .forEach(sample -> deliveries.add(new Delivery(sample, Manner.SIGNED)));
        samples.stream()
                .filter(sample -> !isLate(sample))
                .limit(REPEATED)
                .forEach(sample -> insertAfter(
                        deliveries, new Delivery(sample, Manner.AGAIN), indexOf(deliveries, sample), random));
        Sample code = Sample.of("lox24", "verify_code.success");
        insertAfter(deliveries, retry(code), indexOf(deliveries, code), random);
        for (Delivery odd : List.of(tampered(), unsigned(), stale(), unknownType(), noEvent())) {
            insertAfter(deliveries, odd, -1, random);
        }
        samples.stream().filter(Programme::isLate).forEach(sample -> deliveries.add(new Delivery(sample, Manner.LATE)));
        return List.copyOf(deliveries);
    }

    private static Delivery tampered() {
        Sample payment = Sample.of("devengo", "outgoing_payment.confirmed");
        return new Delivery(payment, Manner.TAMPERED);
    }

    private static Delivery unsigned() {
        return new Delivery(Sample.of("nuapay", "VerificationCompleted"), Manner.UNSIGNED);
    }

    private static Delivery stale() {
        return new Delivery(Sample.of("devengo", "account.closed"), Manner.STALE);
    }

    private static Delivery unknownType() {
        String json = """
                {"id":"evt_quickstart_card_issued","api_version":"v1","type":"card.issued",\
                "created_at":"2022-01-01T12:00:00Z","data":{"object":{"id":"crd_quickstart","status":"issued"}}}""";
        return new Delivery(new Sample("devengo", "card.issued", json), Manner.UNKNOWN_TYPE);
    }

    private static Delivery noEvent() {
        return new Delivery(new Sample("nuapay", "greeting", "{\"hello\":\"world\"}"), Manner.NO_EVENT);
    }

    /** The same event in another body, as the provider sends it when an answer got lost. */
    private static Delivery retry(Sample sample) {
        String second = sample.json().replace("\"attempt_number\": 1", "\"attempt_number\": 2");
        if (second.equals(sample.json())) {
            throw new IllegalStateException("The sample " + sample.name() + " does not count its attempts");
        }
        return new Delivery(new Sample(sample.source(), sample.name(), second), Manner.RETRIED);
    }

    private static boolean isLate(Sample sample) {
        return LATE.contains(sample.source() + "/" + sample.name());
    }

    private static int indexOf(List<Delivery> deliveries, Sample sample) {
        return Stream.iterate(0, i -> i + 1)
                .filter(i -> deliveries.get(i).webhook().equals(sample))
                .findFirst()
                .orElseThrow();
    }

    private static void insertAfter(List<Delivery> deliveries, Delivery added, int index, Random random) {
        deliveries.add(random.nextInt(index + 1, deliveries.size() + 1), added);
    }
}
