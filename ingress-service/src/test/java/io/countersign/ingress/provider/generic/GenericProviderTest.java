package io.countersign.ingress.provider.generic;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GenericProviderTest {

    private final GenericProvider provider = new GenericProvider();

    private static SourceSettings settings(String scheme, SignatureSettings signature, EventSettings event) {
        return new SourceSettings("shop", scheme, Duration.ofMinutes(5), signature, event);
    }

    @Test
    void hasNoSchemeOfItsOwn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.signatureScheme(settings(null, null, null)))
                .withMessage("source shop: expected a scheme out of hmac, shared-secret, basic, standard-webhooks");
    }

    @Test
    void needsToBeToldTheHeader() {
        for (String scheme : new String[] {"hmac", "shared-secret"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.signatureScheme(settings(scheme, null, null)))
                    .withMessageStartingWith("source shop, scheme " + scheme + ": ")
                    .withMessageContaining("header field");
        }
    }

    @Test
    void refusesPartsThatMakeNoScheme() {
        for (SignatureSettings signature : new SignatureSettings[] {
            new SignatureSettings("X-Sig", null, "base32", null, null, null, null),
            new SignatureSettings("X-Sig", null, null, "md5", null, null, null),
            new SignatureSettings("X-Sig", null, null, null, "{timestamp}", "X-Time", null),
            new SignatureSettings("X-Sig", null, null, null, "{timestamp}.{body}", null, null),
            new SignatureSettings("X Sig", null, null, null, null, null, null)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.signatureScheme(settings("hmac", signature, null)))
                    .withMessageStartingWith("source shop, scheme hmac: ");
        }
    }

    @Test
    void needsToBeToldWhereTheEventIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.normaliser(settings("basic", null, null)))
                .withMessageContaining("JSON Pointers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.normaliser(
                        settings("basic", null, new EventSettings("id", "/type", "/time", null, null))))
                .withMessageContaining("'id'");
    }
}
