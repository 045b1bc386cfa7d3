package io.countersign.ingress.provider.lox24;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Rendering;
import io.countersign.ingress.provider.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class Lox24NormaliserTest {

    private final Lox24Normaliser normaliser = new Lox24Normaliser();

    private static String sample() {
        return new String(Samples.body("lox24/verify_code.success"), StandardCharsets.UTF_8);
    }

    private Normalised.Event event(String body) {
        return (Normalised.Event) normaliser.normalise(body.getBytes(StandardCharsets.UTF_8));
    }

    private String digest(String body) {
        return event(body).contentDigest();
    }

    @Test
    void knowsADeliveryAgainForTheSameEvent() {
        String retry = sample().replace("\"attempt_number\": 1", "\"attempt_number\": 2")
                .replace("3378de83", "11111111");
        assertThat(retry).isNotEqualTo(sample());
        assertThat(event(sample()).deliveryAttempt()).isEqualTo(1);
        assertThat(event(retry).deliveryAttempt()).isEqualTo(2);
        assertThat(event(retry).eventId()).isEqualTo(event(sample()).eventId());
        assertThat(digest(retry)).isEqualTo(digest(sample()));
        assertThat(digest(sample().replace("attempt_total", "attempts_total"))).isEqualTo(digest(sample()));
    }

    @Test
    void knowsAnotherSpellingForTheSameEvent() {
        assertThat(digest(sample().replaceAll("\\s+", " "))).isEqualTo(digest(sample()));
    }

    @Test
    void tellsEveryOtherChangeApart() {
        List<String> changed = List.of(
                sample().replace("f47ac10b", "f47ac10c"),
                sample().replace("2022-05-25", "2022-05-26"),
                sample().replace("verify_code.success", "verify_code.failed"),
                sample().replace("1735689540", "1735689541"),
                sample().replace("\"status\": 10", "\"status\": 11"),
                sample().replace("\"cost\": 5", "\"cost\": 6"),
                sample().replace("+49", "+43"),
                sample().replace("\"sms\"", "\"voice\""),
                sample().replace("false", "true"),
                sample().replace("\"code_length\": 4", "\"code_length\": 5"));
        assertThat(changed.stream().map(this::digest)).doesNotHaveDuplicates().doesNotContain(digest(sample()));
    }

    @Test
    void keepsTheDigestFreeOfTheCode() {
        assertThat(digest(sample().replace("\"1234\"", "\"9999\""))).isEqualTo(digest(sample()));
    }

    @Test
    void putsTheCodeNowhere() {
        for (String code : List.of("\"QXJZWKVYQX\"", "4711471147", "[\"QXJZWKVYQX\", {\"x\": 4711471147}]")) {
            String body = sample().replace("\"1234\"", code);
            Normalised.Event event = event(body);
            String all = event + Rendering.record(event).toString() + Rendering.of(event, "", "");
            assertThat(all).doesNotContain("QXJZWKVYQX", "4711471147").contains("[removed]");
        }
    }

    @Test
    void leavesTheRestOfThePayloadByteForByte() {
        Object payload = Rendering.record(event(sample())).get("payload");
        assertThat(payload).isEqualTo(sample().replace("\"1234\"", "\"[removed]\""));
    }

    @Test
    void keepsWhatIsNoEventWithoutTheCode() {
        byte[] body = sample().replace("\"name\"", "\"nom\"").getBytes(StandardCharsets.UTF_8);
        assertThat(normaliser.normalise(body)).isInstanceOf(Normalised.NotAnEvent.class);
        assertThat(new String(normaliser.withoutSecrets(body), StandardCharsets.UTF_8))
                .isEqualTo(sample().replace("\"name\"", "\"nom\"").replace("\"1234\"", "\"[removed]\""));
    }
}
