package io.countersign.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Released schemas are frozen, and each stands beside every other. {@code schemas/README.md} tells how to release; with
 * {@code -Dcountersign.release=<number>} this test writes the next release first.
 */
class ReleasedSchemasTest {

    private static final String OPT_IN = "countersign.release";
    private static final int RECORDS_PER_PAIR = 100;
    private static final Releases RELEASES = new Releases(Path.of("released"));

    @BeforeAll
    static void releaseWhereAskedTo() throws IOException {
        Integer release = Integer.getInteger(OPT_IN);
        if (release != null) {
            RELEASES.write(release);
        }
    }

    @Test
    void the_newest_release_is_what_the_code_has() {
        Map<String, String> code = new TreeMap<>();
        ContractRecords.schemas().forEach(schema -> code.put(schema.getName(), Releases.text(schema)));

        assertThat(RELEASES.files(RELEASES.newest()))
                .as(
                        "Schemas have changed since release %1$d (%3$s). A released file stays as it is: write release"
                                + " %2$d with ./mvnw -pl schemas -am test -Dtest=ReleasedSchemasTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%4$s=%2$d, and read"
                                + " schemas/README.md for what may change",
                        RELEASES.newest(),
                        RELEASES.newest() + 1,
                        code.keySet().stream()
                                .filter(name -> !code.get(name)
                                        .equals(RELEASES.files(RELEASES.newest())
                                                .get(name)))
                                .toList(),
                        OPT_IN)
                .isEqualTo(code);
    }

    @Test
    void released_files_stay_as_they_are() {
        assertThat(RELEASES.actualChecksums())
                .as("A released file was changed, added or removed; take the change back and write a new release")
                .isEqualTo(RELEASES.checksums());
    }

    @Test
    void releases_are_numbered_without_a_gap() {
        assertThat(RELEASES.numbers()).first().isEqualTo(1);
        assertThat(RELEASES.newest()).isEqualTo(RELEASES.numbers().size());
    }

    @Test
    void a_released_file_without_its_white_space_is_the_text_that_services_register() {
        JsonMapper json = new JsonMapper();
        Map<String, String> files = RELEASES.files(RELEASES.newest());

        for (Schema schema : ContractRecords.schemas()) {
            assertThat(json.readTree(files.get(schema.getName())).toString()).isEqualTo(schema.toString());
        }
    }

    @Test
    void every_release_is_fully_compatible_with_every_other() {
        forEachPair((older, newer) ->
                assertThat(Compatibility.problems(older, newer)).isEmpty());
    }

    @Test
    void records_of_one_release_are_read_with_the_schemas_of_every_other() {
        forEachPair((one, other) -> {
            assertEachReadsTheOther(one, other);
            assertEachReadsTheOther(other, one);
        });
    }

    @Test
    void a_symbol_once_released_stays() {
        forEachPair((older, newer) -> {
            Map<String, Schema> later = NamedTypes.in(newer);
            NamedTypes.in(older).forEach((name, type) -> {
                if (type.getType() == Schema.Type.ENUM && later.containsKey(name)) {
                    assertThat(later.get(name).getEnumSymbols()).containsAll(type.getEnumSymbols());
                }
            });
        });
    }

    @Test
    void what_the_readme_allows_is_compatible() {
        for (Schema schema : ContractRecords.schemas()) {
            Schema later = Evolution.growing(schema);

            assertThat(Compatibility.problems(schema, later)).isEmpty();
            assertEachReadsTheOther(schema, later);
            assertEachReadsTheOther(later, schema);
        }
    }

    @Test
    void a_field_that_is_taken_away_without_having_a_default_is_caught() {
        for (Schema schema : ContractRecords.schemas()) {
            assertThat(Compatibility.problems(schema, Evolution.withoutFirstField(schema)))
                    .anyMatch(problem -> problem.startsWith("READER_FIELD_MISSING_DEFAULT_VALUE"));
        }
    }

    @Test
    void a_field_whose_type_changes_is_caught() {
        for (Schema schema : ContractRecords.schemas()) {
            assertThat(Compatibility.problems(schema, Evolution.withFirstFieldBoolean(schema)))
                    .anyMatch(problem -> problem.startsWith("TYPE_MISMATCH"));
        }
    }

    @Test
    void a_new_field_that_must_be_written_is_caught() {
        for (Schema schema : ContractRecords.schemas()) {
            assertThat(Compatibility.problems(schema, Evolution.withRequiredField(schema)))
                    .anyMatch(problem -> problem.startsWith("READER_FIELD_MISSING_DEFAULT_VALUE"));
        }
    }

    @Test
    void a_release_that_is_there_is_never_written_again(@TempDir Path folder) throws IOException {
        Releases releases = new Releases(folder);
        releases.write(1);
        Files.writeString(folder.resolve("1/AccountEvent.avsc"), "changed");

        assertThatThrownBy(() -> releases.write(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the next release is 2, not 1");
        assertThat(releases.actualChecksums()).isNotEqualTo(releases.checksums());
    }

    private interface Pair {
        void accept(Schema older, Schema newer);
    }

    private static void forEachPair(Pair check) {
        for (int older : RELEASES.numbers()) {
            for (int newer : RELEASES.numbers()) {
                if (older <= newer) {
                    Map<String, Schema> later = RELEASES.schemas(newer);
                    RELEASES.schemas(older).forEach((name, schema) -> {
                        assertThat(later)
                                .as("release %d still has what release %d had", newer, older)
                                .containsKey(name);
                        check.accept(schema, later.get(name));
                    });
                }
            }
        }
    }

    private static void assertEachReadsTheOther(Schema writer, Schema reader) {
        for (long seed = 0; seed < RECORDS_PER_PAIR; seed++) {
            GenericRecord written = new RandomRecords(new SplittableRandom(seed)).next(writer);
            try {
                GenericRecord read = RandomRecords.read(RandomRecords.bytes(written), writer, reader);

                assertSameWhereBothHave(read, written);
            } catch (RuntimeException | AssertionError e) {
                fail("seed " + seed + " of " + writer.getName(), e);
            }
        }
    }

    private static void assertSameWhereBothHave(Object read, Object written) {
        if (read instanceof GenericRecord to && written instanceof GenericRecord from) {
            for (Schema.Field field : to.getSchema().getFields()) {
                if (from.hasField(field.name())) {
                    assertSameWhereBothHave(to.get(field.pos()), from.get(field.name()));
                } else {
                    assertThat(to.get(field.pos())).isEqualTo(GenericData.get().getDefaultValue(field));
                }
            }
        } else if (read instanceof Iterable<?> to && written instanceof Iterable<?> from) {
            var expected = from.iterator();
            to.forEach(item -> assertSameWhereBothHave(item, expected.next()));
            assertThat(expected.hasNext()).isFalse();
        } else if (read instanceof Map<?, ?> to && written instanceof Map<?, ?> from) {
            Map<String, Object> expected = byText(from);
            assertThat(byText(to).keySet()).isEqualTo(expected.keySet());
            byText(to).forEach((key, value) -> assertSameWhereBothHave(value, expected.get(key)));
        } else if (read instanceof ByteBuffer) {
            assertThat(read).isEqualTo(written);
        } else if (read instanceof GenericData.EnumSymbol symbol
                && !symbol.toString().equals(written.toString())) {
            assertThat(symbol.getSchema().getEnumSymbols()).doesNotContain(written.toString());
            assertThat(symbol).hasToString(symbol.getSchema().getEnumDefault());
        } else {
            assertThat(String.valueOf(read)).isEqualTo(String.valueOf(written));
        }
    }

    /** Avro has keys of its own class, which are no strings. */
    private static Map<String, Object> byText(Map<?, ?> map) {
        Map<String, Object> byText = new TreeMap<>();
        map.forEach((key, value) -> byText.put(key.toString(), value));
        return byText;
    }
}
