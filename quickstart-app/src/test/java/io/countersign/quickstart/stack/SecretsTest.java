package io.countersign.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SecretsTest {

    @TempDir
    Path folder;

    @Test
    void theFileHasTheDocumentedShape() throws Exception {
        Secrets.in(folder);

        JsonNode json = new JsonMapper().readTree(Files.readString(folder.resolve("secrets.json")));
        assertThat(json.propertyNames()).containsExactly("devengo", "nuapay", "lox24");
        assertThat(json.path("devengo").propertyNames()).containsExactly("provider", "scheme", "secret", "header");
        assertThat(json.at("/devengo/scheme").asString()).isEqualTo("devengo-signature");
        assertThat(json.at("/devengo/header").asString()).isEqualTo("X-Devengo-Webhooks-Sig");
        assertThat(json.at("/nuapay/scheme").asString()).isEqualTo("nuapay-signature");
        assertThat(json.at("/nuapay/header").asString()).isEqualTo("x-signature");
        assertThat(json.at("/lox24/scheme").asString()).isEqualTo("shared-secret");
        assertThat(json.at("/lox24/header").asString()).isEqualTo("X-Lox24-Secret");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theOwnerAloneCanReadThem() throws Exception {
        Secrets.in(folder);

        for (String file : new String[] {"secrets.json", "receipt.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theyAreKeptByTheNextRunAndOthersElsewhere() {
        Secrets first = Secrets.in(folder);

        assertThat(Secrets.in(folder).environment()).isEqualTo(first.environment());
        assertThat(Secrets.in(folder.resolve("other")).of("nuapay").secret())
                .isNotEqualTo(first.of("nuapay").secret());
    }

    @Test
    void theIngressIsToldProvidersSecretsAndAReceiptKeyOfThirtyTwoBytes() {
        Secrets secrets = Secrets.in(folder);

        assertThat(secrets.environment())
                .containsEntry("COUNTERSIGN_SOURCES_LOX24_PROVIDER", "lox24")
                .containsEntry(
                        "COUNTERSIGN_SOURCES_LOX24_SECRETS_0",
                        secrets.of("lox24").secret())
                .hasSize(7);
        assertThat(Base64.getDecoder().decode(secrets.environment().get("COUNTERSIGN_RECEIPT_KEY")))
                .hasSize(32);
    }

    @Test
    void noTextRepresentationHoldsASecret() {
        Secrets secrets = Secrets.in(folder);

        for (String source : secrets.sources()) {
            assertThat(secrets + " " + secrets.of(source))
                    .doesNotContain(secrets.of(source).secret());
        }
    }

    @Test
    void aFileThatHoldsSomethingElseIsNamedButNotQuoted() throws Exception {
        Secrets.in(folder);
        Files.writeString(folder.resolve("secrets.json"), "{\"devengo\": {\"secret\": \"hush}");

        assertThatThrownBy(() -> Secrets.in(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("secrets.json")
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }
}
