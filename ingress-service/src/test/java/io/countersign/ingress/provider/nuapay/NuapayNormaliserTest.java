package io.countersign.ingress.provider.nuapay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.provider.Normalised;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NuapayNormaliserTest {

    private static Normalised.Event event(String type, String resourceType, String resourceId, long timestamp) {
        String body =
                "{\"eventType\":\"%s\",\"resourceType\":%s,\"resourceId\":\"%s\",\"eventTimestamp\":%d,\"more\":1}"
                        .formatted(type, resourceType, resourceId, timestamp);
        return (Normalised.Event) new NuapayNormaliser().normalise(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void derivesAnIdThatStaysTheSame() {
        // printf
        // '\0\0\0\025VerificationCompleted\0\0\0\014Verification\0\0\0\012a3vklmvfge\0\0\0\0151727154185004'|sha256sum
        assertThat(event("VerificationCompleted", "\"Verification\"", "a3vklmvfge", 1727154185004L)
                        .eventId())
                .isEqualTo("nua_5dff9ac824c6620e38cab808da2b0ca5");
    }

    @Test
    void derivesAnotherIdFromEveryOtherEvent() {
        List<Normalised.Event> events = List.of(
                event("A", "\"B\"", "C", 1),
                event("AB", "\"\"", "C", 1),
                event("AB", "null", "C", 1),
                event("A", "\"BC\"", "D", 1),
                event("A", "\"B\"", "CD", 1),
                event("A", "\"B\"", "C", 11),
                event("A", "\"B\"", "C1", 1));
        assertThat(events.stream().map(Normalised.Event::eventId)).doesNotHaveDuplicates();
    }
}
