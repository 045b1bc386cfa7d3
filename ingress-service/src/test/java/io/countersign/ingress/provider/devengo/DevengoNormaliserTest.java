package io.countersign.ingress.provider.devengo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevengoNormaliserTest {

    private static final DevengoNormaliser NORMALISER = new DevengoNormaliser();

    private static List<Normalised.Event> samples() {
        return Samples.cases().stream()
                .filter(folder -> folder.getParent().getFileName().equals(Path.of("devengo")))
                .filter(folder -> folder.getFileName().toString().matches("[a-z_]+\\.[a-z]+"))
                .map(folder -> (Normalised.Event) NORMALISER.normalise(Samples.body(folder)))
                .toList();
    }

    @Test
    void keepsEventsApartThatShareAnId() {
        assertThat(samples()).hasSize(25);
        assertThat(samples().stream().map(Normalised.Event::eventId).distinct()).hasSize(15);
        assertThat(samples().stream().map(event -> event.eventId() + " " + event.type()))
                .doesNotHaveDuplicates();
        assertThat(samples().stream().map(Normalised.Event::contentDigest)).doesNotHaveDuplicates();
    }

    @Test
    void mapsEveryDocumentedType() {
        assertThat(samples())
                .allSatisfy(event -> assertThat(event.topicType().hasState()).isTrue());
    }

    @Test
    void bringsAllEventsOfAVerificationToOneResource() {
        assertThat(samples().stream()
                        .filter(event -> event.type().startsWith("verification."))
                        .map(event -> event.resource().toString())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void callsTheReversalOfAPaymentByItsCanonicalName() {
        byte[] body = Samples.body("devengo/outgoing_payment.reversed");
        assertThat(new String(body, StandardCharsets.UTF_8)).contains("\"payment.reversed\"");
        Normalised.Event event = (Normalised.Event) NORMALISER.normalise(body);
        assertThat(event.type()).isEqualTo("outgoing_payment.reversed");
        assertThat(event.providerType()).isEqualTo("payment.reversed");
    }
}
