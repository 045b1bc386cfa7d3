package io.countersign.quickstart.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {

    /** The example of RFC 7515, appendix A.1. */
    private static final byte[] KEY = Base64.getUrlDecoder()
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    private static final String JWS = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    @Test
    void theExampleOfTheRfcIsVerified() {
        assertThat(Receipt.verified(JWS, KEY))
                .hasValueSatisfying(receipt -> assertThat(receipt.claims()).containsEntry("iss", "joe"));
    }

    @Test
    void anotherKeyDoesNotVerifyIt() {
        assertThat(Receipt.verified(JWS, new byte[32])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a.b", "a.b.c", "a.b.c.d", "ä.b.c", "e30.e30.AAAA"})
    void whatIsNoReceiptIsNone(String text) {
        assertThat(Receipt.verified(text, KEY)).isEmpty();
    }

    @Test
    void aReceiptIsForOneSourceOneEventAndOneBody() {
        byte[] body = "body".getBytes(StandardCharsets.UTF_8);
        Receipt receipt = new Receipt(java.util.Map.of(
                "source", "devengo",
                "eventId", "evt_1",
                "bodySha256", "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5"));

        assertThat(receipt.isFor("devengo", "evt_1", body)).isTrue();
        assertThat(receipt.isFor("nuapay", "evt_1", body)).isFalse();
        assertThat(receipt.isFor("devengo", "evt_2", body)).isFalse();
        assertThat(receipt.isFor("devengo", "evt_1", new byte[0])).isFalse();
    }
}
