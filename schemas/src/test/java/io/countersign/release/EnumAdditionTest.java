package io.countersign.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Readers of today meet symbols of tomorrow. */
class EnumAdditionTest {

    @Test
    void a_symbol_that_a_reader_does_not_have_becomes_the_default_symbol() {
        List<Schema> enums = enums();
        assertThat(enums).isNotEmpty();

        for (Schema today : enums) {
            GenericRecord read = readWithToday(today, today);

            assertThat(read.get("it")).as(today.getFullName()).hasToString(today.getEnumDefault());
        }
    }

    @Test
    void an_enum_without_a_default_would_break_its_readers() {
        for (Schema today : enums()) {
            Schema careless = Evolution.withoutEnumDefaults(today);

            assertThatThrownBy(() -> readWithToday(today, careless)).isInstanceOf(AvroTypeException.class);
            assertThat(Compatibility.problems(careless, Evolution.withMoreSymbols(careless)))
                    .anyMatch(problem -> problem.startsWith("MISSING_ENUM_SYMBOLS"));
        }
    }

    private static GenericRecord readWithToday(Schema today, Schema reader) {
        Schema tomorrow = Evolution.withMoreSymbols(today);
        Schema writer = holding(tomorrow);
        GenericData.Record written = new GenericData.Record(writer);
        written.put("it", new GenericData.EnumSymbol(tomorrow, Evolution.LATER_SYMBOL));
        return RandomRecords.read(RandomRecords.bytes(written), writer, holding(reader));
    }

    private static Schema holding(Schema type) {
        return SchemaBuilder.record("Holder")
                .fields()
                .name("it")
                .type(type)
                .noDefault()
                .endRecord();
    }

    private static List<Schema> enums() {
        Map<String, Schema> types = new TreeMap<>();
        ContractRecords.schemas().forEach(schema -> types.putAll(NamedTypes.in(schema)));
        return types.values().stream()
                .filter(type -> type.getType() == Schema.Type.ENUM)
                .toList();
    }
}
