package io.countersign.ingress.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {

    private static final String DOCUMENT =
            "{\"a\":{\"b\":[10,{\"c\":11}]},\"\":12,\"x/y\":13,\"m~n\":14,\"~1\":15,\"0\":16}";

    @ParameterizedTest
    @CsvSource({"/a/b/0, 10", "/a/b/1/c, 11", "/, 12", "/x~1y, 13", "/m~0n, 14", "/~01, 15", "/0, 16"})
    void findsWhatItPointsTo(String pointer, String digits) {
        assertThat(find(pointer)).isEqualTo(new Json.NumberValue(digits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/b", "/a/c", "/a/b/2", "/a/b/-", "/a/b/01", "/a/b/+1", "/a/b/9999999999", "/0/1", "/a/"})
    void findsNothingElsewhere(String pointer) {
        assertThat(find(pointer)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b", "/a~", "/a~2", "#/a", "$.a"})
    void refusesWhatIsNoPointerToAField(String pointer) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Pointer(pointer));
    }

    private static Json find(String pointer) {
        JsonReader.Reading reading = JsonReader.read(DOCUMENT.getBytes(StandardCharsets.UTF_8));
        return new Pointer(pointer).in(((JsonReader.Reading.Document) reading).root());
    }
}
