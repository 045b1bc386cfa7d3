package io.countersign.ingress.json;

import static io.countersign.quarantine.QuarantineReason.DUPLICATE_KEY;
import static io.countersign.quarantine.QuarantineReason.LIMIT_EXCEEDED;
import static io.countersign.quarantine.QuarantineReason.NOT_AN_EVENT;
import static io.countersign.quarantine.QuarantineReason.NOT_JSON;
import static io.countersign.quarantine.QuarantineReason.NOT_UTF8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.json.JsonReader.Reading;
import io.countersign.quarantine.QuarantineReason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static Reading read(String text) {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void readable(String text) {
        assertThat(read(text)).isInstanceOf(Reading.Document.class);
    }

    private static void unreadable(Reading reading, QuarantineReason reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).isEqualTo(reason));
    }

    @Test
    void keepsDigitsAndOrder() {
        Reading reading = read(" {\"b\": 1.50, \"a\": [\"x\\u0041\", true, null, -0e+7]} ");
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Document.class,
                        document -> assertThat(document.root())
                                .hasToString("ObjectValue[fields={b=NumberValue[digits=1.50],"
                                        + " a=ArrayValue[items=[TextValue[text=xA], TRUE, NULL,"
                                        + " NumberValue[digits=-0e+7]]]}]"));
    }

    @Test
    void toleratesOneByteOrderMark() {
        assertThat(read("\uFEFF{}"))
                .isInstanceOfSatisfying(
                        Reading.Document.class,
                        document -> assertThat(document.text()).isEqualTo("{}"));
        unreadable(read("\uFEFF\uFEFF{}"), NOT_JSON);
        unreadable(read("{}\uFEFF"), NOT_JSON);
        unreadable(read("\uFEFF"), NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void readsNoOtherEncoding(String charset) {
        byte[] bytes = "{\"id\": \"evt_1\"}".getBytes(Charset.forName(charset));
        assertThat(JsonReader.read(bytes))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).isIn(NOT_JSON, NOT_UTF8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7b2261223a22ff227d", // a byte that is nowhere in UTF-8
                "7b2261223a22c0af227d", // an overlong slash
                "7b2261223a22eda080227d", // a surrogate
                "7b2261223a22f4908080227d", // past U+10FFFF
                "7b2261223a22e282", // cut inside a character
                "fffe7b7d"
            })
    void refusesWhatIsNotUtf8(String hex) {
        unreadable(JsonReader.read(HexFormat.of().parseHex(hex)), NOT_UTF8);
    }

    @Test
    void readsAReplacementCharacterThatWasSent() {
        readable("{\"a\": \"\uFFFD\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":[1",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'b'}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":0x1}",
                "{\"a\":1_000}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":truefalse}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"b}",
                "{/* */}",
                "{}//",
                "# x\n{}",
                "{} {}",
                "{}x",
                "{}]",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "\u00a0{}",
                "\u001e{}",
                "{\u000b}",
                "not json",
                "id=evt_1&type=x"
            })
    void refusesWhatIsNotJson(String text) {
        unreadable(read(text), NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"id\":1}]", "\"text\"", "1", "1e5", "true", "null"})
    void refusesWhatIsNoObject(String text) {
        unreadable(read(text), NOT_AN_EVENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"\\u0061\":3}",
                "{\"x\":{\"a\":1,\"a\":2}}",
                "{\"x\":[{},{\"a\":1,\"a\":2}]}",
                "{\"\":1,\"\":2}"
            })
    void refusesAFieldTwice(String text) {
        unreadable(read(text), DUPLICATE_KEY);
    }

    @Test
    void boundsNesting() {
        for (String[] brackets : List.of(new String[] {"[", "]"}, new String[] {"{\"a\":", "}"})) {
            readable("{\"a\":" + brackets[0].repeat(62) + "1" + brackets[1].repeat(62) + "}");
            readable("{\"a\":" + brackets[0].repeat(63) + "1" + brackets[1].repeat(63) + "}");
            unreadable(read("{\"a\":" + brackets[0].repeat(64) + "1" + brackets[1].repeat(64) + "}"), LIMIT_EXCEEDED);
            unreadable(read("{\"a\":" + brackets[0].repeat(50_000)), LIMIT_EXCEEDED);
        }
    }

    @Test
    void boundsNumbers() {
        for (String start : List.of("", "-", "0.", "1e", "1e-", "-1.5E+")) {
            int digits = JsonReader.LONGEST_NUMBER - start.length();
            readable("{\"a\":" + start + "7".repeat(digits - 1) + "}");
            readable("{\"a\":" + start + "7".repeat(digits) + "}");
            unreadable(read("{\"a\":" + start + "7".repeat(digits + 1) + "}"), LIMIT_EXCEEDED);
            unreadable(read("{\"a\":" + start + "7".repeat(100_000) + "}"), LIMIT_EXCEEDED);
        }
    }

    @Test
    void boundsStrings() {
        for (String text : List.of("x", "é", "\\n")) {
            readable("{\"a\":\"" + text.repeat(65_535) + "\"}");
            readable("{\"a\":\"" + text.repeat(65_536) + "\"}");
            unreadable(read("{\"a\":\"" + text.repeat(65_537) + "\"}"), LIMIT_EXCEEDED);
        }
    }

    @Test
    void boundsNames() {
        readable("{\"" + "n".repeat(1_023) + "\":1}");
        readable("{\"" + "n".repeat(1_024) + "\":1}");
        unreadable(read("{\"" + "n".repeat(1_025) + "\":1}"), LIMIT_EXCEEDED);
    }

    @Test
    void saysWhereAndNeverWhat() {
        for (String text : List.of(
                "{\n  \"planted\": planted}",
                "{\"planted\":1,\"planted\":2}",
                "{\"a\":1} planted",
                "{\"planted\":\"\\planted\"}",
                "{\"planted\":" + "1".repeat(200) + "}",
                "{planted",
                "[\"planted\"]")) {
            assertThat(read(text))
                    .isInstanceOfSatisfying(
                            Reading.Unreadable.class,
                            unreadable -> assertThat(unreadable.detail())
                                    .startsWith("expected ")
                                    .doesNotContain("planted", "111"));
        }
        assertThat(read("{\n  \"a\": x}"))
                .isEqualTo(new Reading.Unreadable(NOT_JSON, "expected JSON (RFC 8259), at line 2, column 8"));
    }
}
