package io.countersign.ingress.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.000, 0",
        "0e99999999999999999999, 0",
        "1, 1",
        "1.0, 1",
        "1e0, 1",
        "10e-1, 1",
        "0.1e1, 1",
        "-15, -15",
        "-1.5e1, -15",
        "100, 1e2",
        "1E+2, 1e2",
        "0.01, 1e-2",
        "1e-2, 1e-2",
        "120.50, 1205e-1",
        "1e1000000000, 1e1000000000",
        "10e999999999, 1e1000000000",
        "1e99999999999999999999, 1e99999999999999999999"
    })
    void spellsEqualNumbersAlike(String digits, String canonical) {
        assertThat(JsonNumbers.canonical(digits)).isEqualTo(canonical);
    }

    @Test
    void spellsDifferentNumbersDifferently() {
        long seed = System.nanoTime();
        RandomGenerator random =
                java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 20_000; i++) {
            String one = number(random);
            String other = number(random);
            assertThat(JsonNumbers.canonical(one).equals(JsonNumbers.canonical(other)))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(new BigDecimal(one).compareTo(new BigDecimal(other)) == 0);
        }
    }

    private static String number(RandomGenerator random) {
        StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
        number.append(random.nextInt(3) == 0 ? "0" : Integer.toString(random.nextInt(1, 200)));
        if (random.nextBoolean()) {
            number.append('.').append(random.nextInt(4)).append("0".repeat(random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            number.append(random.nextBoolean() ? "e" : "E-").append(random.nextInt(3));
        }
        return number.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "1200, 1200",
        "9223372036854775806, 9223372036854775806",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808,",
        "-9223372036854775807, -9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "-9223372036854775809,",
        "99999999999999999999,",
        "1.0,",
        "1e2,"
    })
    void readsIntegersOf64Bits(String digits, Long value) {
        assertThat(JsonNumbers.asLong(digits)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "5.0, 5",
        "0.5e1, 5",
        "50, 50",
        "5e18, 5000000000000000000",
        "1e19,",
        "5.5,",
        "5e-1,",
        "0.0, 0",
        "1e1000000000,",
        "1e-1000000000,"
    })
    void readsWholeNumbersHoweverWritten(String digits, Long value) {
        assertThat(JsonNumbers.asLongByValue(digits)).isEqualTo(value);
    }
}
