package io.countersign.ingress.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueRemovalTest {

    private static String removed(String text) {
        byte[] result = new ValueRemoval("code").from(text.getBytes(StandardCharsets.UTF_8));
        return new String(result, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"code\":\"4711\"} | {\"code\":\"[removed]\"}",
                "{ \"code\" :  4711 , \"a\":1} | { \"code\" :  \"[removed]\" , \"a\":1}",
                "{\"code\":null} | {\"code\":\"[removed]\"}",
                "{\"code\":{\"x\":[4711,{\"code\":1}]},\"b\":2} | {\"code\":\"[removed]\",\"b\":2}",
                "{\"code\":[4711,\"4711\"]} | {\"code\":\"[removed]\"}",
                "{\"a\":[{\"b\":{\"code\":\"47\\\"11\"}},{\"code\":4711}]}"
                        + " | {\"a\":[{\"b\":{\"code\":\"[removed]\"}},{\"code\":\"[removed]\"}]}",
                "{\"c\\u006fde\":\"4711\"} | {\"c\\u006fde\":\"[removed]\"}",
                "{\"\\u0063\\u006F\\u0064\\u0065\":4711} | {\"\\u0063\\u006F\\u0064\\u0065\":\"[removed]\"}",
                "{\"code\":4711,\"code\":\"4711\"} | {\"code\":\"[removed]\",\"code\":\"[removed]\"}",
                "[{\"code\":4711}] | [{\"code\":\"[removed]\"}]",
                "{\"code_length\":4,\"a\":\"code\",\"b\":[\"code\",4]}"
                        + " | {\"code_length\":4,\"a\":\"code\",\"b\":[\"code\",4]}",
                "{\"a\":\"x\\\\\",\"code\":\"\\\\\",\"b\":1} | {\"a\":\"x\\\\\",\"code\":\"[removed]\",\"b\":1}"
            })
    void replacesTheValueAndNothingElse(String text, String expected) {
        assertThat(removed(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":1,\"code\":\"47 | {\"a\":1,\"code\":\"[removed]\"",
                "{\"a\":1,\"code\":47 | {\"a\":1,\"code\":\"[removed]\"",
                "{\"a\":1,\"code\":\"47\\ | {\"a\":1,\"code\":\"[removed]\"",
                "{\"a\":1,\"code\":[1,{\"x\": | {\"a\":1,\"code\":\"[removed]\"",
                "{\"a\":1,\"code\": | {\"a\":1,\"code\":",
                "{\"a\":1,\"co | {\"a\":1,\"co"
            })
    void losesTheValueInWhichTheTextBreaksOff(String text, String expected) {
        assertThat(removed(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"b\"c\",\"code\":\"4711\"}",
                "{\"code\":12\"4711\"}",
                "{'code':'4711'}",
                "{code:4711}",
                "{\"code\" \"4711\"}",
                "{\"code\"=4711}",
                "{\"code\":\"47\n11\",\"x\":4711}",
                "{\"Code\":x, \"CODE\":\"4711\"}",
                "{\"c\\u006fde\": \"47\"11, 4711}",
                "{\"c\\u006fde\", 4711}",
                "{\"a\":\"{\\\"code\\\":\\\"4711\\\"}\"}]",
                "{} {\"code\":4711}",
                "{\"x\":1}\ncode: 4711",
                "{\"x\":\ncode\n4711}",
                "{\"a\":1,\"code\":\"1\"}}\"4711\"",
                "not an object, code 4711",
                "code=4711",
                "H4sIAAAAAAAAA6tWSs5PSVWyMjE3NKwFAH8wRuUNAAAA4711",
                ""
            })
    void keepsNoCodeOfATextThatIsNoJson(String text) {
        assertThat(removed(text)).doesNotContain("4711");
    }

    @Test
    void withholdsWhatHasZeroBytes() {
        byte[] utf16 = "{\"code\":\"4711\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(new ValueRemoval("code").from(utf16)).isEmpty();
    }

    @Test
    void leavesBytesThatAreNotUtf8AsTheyAre() {
        byte[] text = "{\"a\":\"\u00ff\u00c0\",\"code\":\"\u00ff4711\",\"b\":\"\u00fe\"}"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new String(new ValueRemoval("code").from(text), StandardCharsets.ISO_8859_1))
                .isEqualTo("{\"a\":\"\u00ff\u00c0\",\"code\":\"[removed]\",\"b\":\"\u00fe\"}");
    }

    @Test
    void worksBehindAByteOrderMarkAndAtAnyDepth() {
        assertThat(removed("\uFEFF{\"code\":4711}")).isEqualTo("\uFEFF{\"code\":\"[removed]\"}");
        assertThat(removed("[".repeat(100_000) + "{\"code\":4711}")).doesNotContain("4711");
    }
}
