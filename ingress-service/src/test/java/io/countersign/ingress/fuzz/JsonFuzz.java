package io.countersign.ingress.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.ingress.json.ContentDigest;
import io.countersign.ingress.json.JsonReader;
import io.countersign.ingress.json.JsonReader.Reading;
import io.countersign.ingress.json.ValueRemoval;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any bytes as JSON, held against Jackson's own tree. */
@ExtendWith(Findings.class)
class JsonFuzz {

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ValueRemoval CODE = new ValueRemoval("code");
    private static final ContentDigest DIGEST = new ContentDigest(Set.of(), Set.of("code"));

    @MethodSource("io.countersign.ingress.fuzz.Invariants#seeds")
    @FuzzTest
    void text(byte[] bytes) {
        byte[] kept = CODE.from(bytes);
        Invariants.require(Arrays.equals(kept, CODE.from(kept)), "something was left the first time");
        if (JsonReader.read(bytes) instanceof Reading.Document document) {
            String digest = DIGEST.of(document.root());
            Reading again = JsonReader.read(document.text().getBytes(StandardCharsets.UTF_8));
            Invariants.require(
                    again instanceof Reading.Document same
                            && DIGEST.of(same.root()).equals(digest),
                    "the text is another document");
            Reading without = JsonReader.read(kept);
            Invariants.require(
                    without instanceof Reading.Document same
                            && DIGEST.of(same.root()).equals(digest),
                    "what was taken away was more than it should be");
            requireNoCode(JACKSON.readTree(new String(kept, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "")));
        }
    }

    private static void requireNoCode(JsonNode node) {
        JsonNode code = node.isObject() ? node.get("code") : null;
        Invariants.require(code == null || code.asString("").equals("[removed]"), "a code was left");
        node.forEach(JsonFuzz::requireNoCode);
    }
}
