package io.countersign.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.Account;
import io.countersign.event.Money;
import io.countersign.release.ContractRecords;
import java.util.stream.Stream;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTextTest {

    static Stream<Class<? extends SpecificRecordBase>> types() {
        return ContractRecords.types().stream();
    }

    @Test
    void the_text_has_nothing_for_java_alone() {
        assertThat(SchemaText.of(Money.class))
                .endsWith(
                        "{\"name\":\"currency\",\"type\":\"string\",\"doc\":\"Currency as an ISO 4217 alphabetic code,"
                                + " three capital letters.\"}]}");
        assertThat(SchemaText.of(Account.class)).contains("{\"type\":\"map\",\"values\":\"string\"}");
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_text_is_the_classs_schema_in_its_shortest_form(Class<? extends SpecificRecordBase> type) {
        String text = SchemaText.of(type);

        assertThat(text).doesNotContain("avro.java");
        assertThat(SchemaParser.parseSingle(text)).hasToString(text);
        assertThat(SchemaCompatibility.schemaNameEquals(
                        SchemaParser.parseSingle(text), SpecificData.get().getSchema(type)))
                .isTrue();
        assertThat(SchemaNormalization.toParsingForm(SchemaParser.parseSingle(text)))
                .isEqualTo(SchemaNormalization.toParsingForm(SpecificData.get().getSchema(type)));
    }
}
