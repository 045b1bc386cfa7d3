package io.countersign.ingress.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentDigestTest {

    private final ContentDigest digest = new ContentDigest(Set.of("attempt"), Set.of("code"));

    private static Json.ObjectValue parse(String text) {
        return ((JsonReader.Reading.Document) JsonReader.read(text.getBytes(StandardCharsets.UTF_8))).root();
    }

    private String of(String text) {
        return digest.of(parse(text));
    }

    @Test
    void isASha256InLowerCaseHexadecimal() {
        assertThat(of("{}")).matches("[0-9a-f]{64}");
    }

    @Test
    void isTheSameForEverySpelling() {
        String one = of("{\"a\":\"é/\",\"b\":[1.50,100,{\"c\":null}],\"d\":1e1000000000}");
        assertThat(of("{ \"d\" : 10E999999999 ,\n\"b\":[ 15e-1, 1e2 ,{\"c\" : null} ], \"\\u0061\":\"\\u00e9\\/\"}"))
                .isEqualTo(one);
    }

    @Test
    void leavesOutDeliveryDataAtTheTopAndSecretsAnywhere() {
        String one = of("{\"a\":{\"code\":\"1\",\"b\":1}}");
        assertThat(of("{\"attempt\":2,\"a\":{\"c\\u006fde\":{\"x\":[]},\"b\":1},\"code\":3}"))
                .isEqualTo(one);
        assertThat(of("{\"a\":{\"b\":1,\"attempt\":2}}")).isNotEqualTo(one);
    }

    @Test
    void isAnotherForEveryOtherDifference() {
        List<String> all = List.of(
                "{}",
                "{\"a\":1}",
                "{\"a\":\"1\"}",
                "{\"a\":-1}",
                "{\"a\":1.1}",
                "{\"a\":true}",
                "{\"a\":\"t\"}",
                "{\"a\":\"true\"}",
                "{\"a\":false}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":[1]}",
                "{\"a\":[[1]]}",
                "{\"a\":[1,2]}",
                "{\"a\":[2,1]}",
                "{\"a\":[12]}",
                "{\"a\":{\"b\":1}}",
                "{\"a\":{},\"b\":1}",
                "{\"A\":1}",
                "{\"a\":\"\"}",
                "{\"a\":\" \"}",
                "{\"a\":\"é\"}",
                "{\"a\":\"e\u0301\"}",
                "{\"a\":\"?\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\ud801\"}",
                "{\"a\":\"\\ufffd\"}",
                "{\"a\":\"\ud83d\ude00\"}",
                "{\"a\":\"\\u00ff\"}",
                "{\"a\":\"x\\\"b\"}",
                "{\"a\":\"x\",\"b\":\"\"}");
        assertThat(all.stream().map(this::of)).doesNotHaveDuplicates();
    }

    @Test
    void neverSeesASecret() {
        byte[] canonical = digest.canonical(parse("{\"code\":\"PLANTED\",\"a\":[{\"code\":77777}],\"b\":1}"));
        assertThat(new String(canonical, StandardCharsets.ISO_8859_1)).doesNotContain("PLANTED", "77777");
    }
}
