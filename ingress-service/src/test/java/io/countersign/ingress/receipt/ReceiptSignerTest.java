package io.countersign.ingress.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import io.countersign.ingress.rotation.Rotations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptSignerTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Instant RECEIVED_AT = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void anotherImplementationOfJwsVerifiesAReceipt() throws Exception {
        ReceiptSigner signer = signer(KEY);

        JWSObject receipt = JWSObject.parse(
                signer.sign("devengo", "evt_1", RECEIVED_AT, "abc".getBytes(StandardCharsets.US_ASCII)));

        assertThat(receipt.verify(new MACVerifier(KEY))).isTrue();
        assertThat(receipt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(receipt.getHeader().getKeyID()).isEqualTo("k1");
        assertThat(receipt.getPayload().toJSONObject())
                .isEqualTo(Map.of(
                        "source", "devengo",
                        "eventId", "evt_1",
                        "receivedAt", "2026-01-02T03:04:05.678Z",
                        // FIPS 180-2, appendix B.1
                        "bodySha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    @Test
    void anotherKeyDoesNotVerifyAReceipt() throws Exception {
        byte[] another = KEY.clone();
        another[31] ^= 1;

        JWSObject receipt = JWSObject.parse(signer(KEY).sign("devengo", "evt_1", RECEIVED_AT, new byte[0]));

        assertThat(receipt.verify(new MACVerifier(another))).isFalse();
    }

    @Test
    void anEventIdWithQuotesAndBackslashesStaysOneClaim() throws Exception {
        String hostile = "\",\"source\":\"other\\ é";

        JWSObject receipt = JWSObject.parse(signer(KEY).sign("devengo", hostile, RECEIVED_AT, new byte[0]));

        assertThat(receipt.getPayload().toJSONObject())
                .containsEntry("eventId", hostile)
                .containsEntry("source", "devengo");
    }

    @Test
    void aKeyOf32BytesIsEnough() {
        assertThat(signer(new byte[32])).isNotNull();
        assertThat(signer(new byte[33])).isNotNull();
    }

    @Test
    void aKeyOf31BytesIsRefused() {
        assertThatThrownBy(() -> signer(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the receipt key must be at least 32 bytes, not 31");
    }

    @Test
    void aKeyThatIsNoBase64IsRefusedWithoutBeingQuoted() {
        assertThatThrownBy(() -> signer(new ReceiptProperties("not base64!", null, "k1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the receipt key must be in base64")
                .hasNoCause();
    }

    @Test
    void noKeyIsRefused() {
        assertThatThrownBy(() -> signer(new ReceiptProperties(null, null, "k1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("countersign.receipt.key");
    }

    @Test
    void theKeyMayBeInAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), Base64.getEncoder().encodeToString(KEY) + "\n");
        ReceiptSigner signer = signer(new ReceiptProperties(null, file, "k1"));

        JWSObject receipt = JWSObject.parse(signer.sign("devengo", "evt_1", RECEIVED_AT, new byte[0]));

        assertThat(receipt.verify(new MACVerifier(KEY))).isTrue();
    }

    @Test
    void ofAFolderTheKeyWithTheLastNameSignsAndItsNameIsInTheHead(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("2026-11"), Base64.getEncoder().encodeToString(KEY) + "\n");
        Files.writeString(folder.resolve("2026-05"), Base64.getEncoder().encodeToString(new byte[32]));
        ReceiptSigner signer = signer(new ReceiptProperties(null, folder, "k1"));

        JWSObject receipt = JWSObject.parse(signer.sign("devengo", "evt_1", RECEIVED_AT, new byte[0]));

        assertThat(receipt.getHeader().getKeyID()).isEqualTo("2026-11");
        assertThat(receipt.verify(new MACVerifier(KEY))).isTrue();
    }

    @Test
    void aFolderWithoutAKeyIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> signer(new ReceiptProperties(null, folder, "k1")))
                .hasMessageStartingWith("there is no receipt key in the folder");
    }

    @Test
    void thePropertiesDoNotPrintTheKey() {
        assertThat(new ReceiptProperties("c2VjcmV0", null, "k1").toString()).doesNotContain("c2VjcmV0");
    }

    private static ReceiptSigner signer(byte[] key) {
        return signer(new ReceiptProperties(Base64.getEncoder().encodeToString(key), null, "k1"));
    }

    private static ReceiptSigner signer(ReceiptProperties properties) {
        return new ReceiptSigner(properties, Rotations.idle(), Rotations.metrics());
    }
}
