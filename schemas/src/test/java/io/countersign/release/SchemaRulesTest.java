package io.countersign.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;

/** The rules of writing a schema, which {@code schemas/README.md} lists. */
class SchemaRulesTest {

    private static final Pattern SENTENCE = Pattern.compile("[A-Z].*[.]", Pattern.DOTALL);
    private static final Pattern FIELD_NAME = Pattern.compile("[a-z][a-zA-Z0-9]*");
    private static final Pattern TYPE_NAME = Pattern.compile("[A-Z][a-zA-Z0-9]*");
    private static final Pattern SYMBOL = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    private static final Pattern TIME_NAME = Pattern.compile(".*(At|UpTo|Time|Date)|eta");
    private static final String TIME_UNIT = "in milliseconds since the Unix epoch";

    @Test
    void every_schema_keeps_the_rules() {
        Map<String, Schema> types = new TreeMap<>();
        ContractRecords.schemas().forEach(schema -> types.putAll(NamedTypes.in(schema)));
        assertThat(types).hasSizeGreaterThan(ContractRecords.types().size());

        assertThat(types.values().stream().flatMap(type -> broken(type).stream()))
                .isEmpty();
    }

    @Test
    void each_broken_rule_is_found() {
        assertThat(broken(field("{'name': 'x', 'type': 'string'}"))).containsExactly("R.x: no doc");
        assertThat(broken(field("{'name': 'x', 'type': 'string', 'doc': 'no capital.'}")))
                .containsExactly("R.x: doc is no sentence");
        assertThat(broken(field("{'name': 'x', 'type': 'string', 'doc': 'No full stop'}")))
                .containsExactly("R.x: doc is no sentence");
        assertThat(broken(field("{'name': 'snake_case', 'type': 'string', 'doc': 'X.'}")))
                .containsExactly("R.snake_case: name is not camelCase");
        assertThat(broken(field("{'name': 'x', 'type': ['null', 'string'], 'doc': 'X.'}")))
                .containsExactly("R.x: nullable, but does not default to null");
        assertThat(broken(field("{'name': 'x', 'type': ['string', 'null'], 'doc': 'X.', 'default': ''}")))
                .containsExactly("R.x: nullable, but does not default to null");
        assertThat(broken(field("{'name': 'x', 'type': {'type': 'long', 'logicalType': 'timestamp-micros'},"
                        + " 'doc': 'X, in microseconds.'}")))
                .containsExactly("R.x: time is not timestamp-millis");
        assertThat(broken(field(
                        "{'name': 'seenAt', 'type': 'long', 'doc': 'X, in milliseconds since the Unix" + " epoch.'}")))
                .containsExactly("R.seenAt: time is not timestamp-millis");
        assertThat(broken(field(
                        "{'name': 'x', 'type': {'type': 'long', 'logicalType': 'timestamp-millis'}, 'doc': 'X.'}")))
                .containsExactly("R.x: doc does not name the unit");
        assertThat(broken(parsed("{'type': 'enum', 'name': 'E', 'symbols': ['UNKNOWN'], 'doc': 'X.'}")))
                .containsExactly("E: no default symbol");
        assertThat(broken(parsed("{'type': 'record', 'name': 'R', 'fields': []}")))
                .containsExactly("R: no doc");
    }

    private static List<String> broken(Schema type) {
        List<String> broken = new ArrayList<>();
        String name = type.getName();
        checkDoc(name, type.getDoc(), broken);
        if (!TYPE_NAME.matcher(name).matches()) {
            broken.add(name + ": name is not CamelCase");
        }
        if (type.getType() == Schema.Type.ENUM) {
            if (type.getEnumDefault() == null) {
                broken.add(name + ": no default symbol");
            }
            type.getEnumSymbols().stream()
                    .filter(symbol -> !SYMBOL.matcher(symbol).matches())
                    .forEach(symbol -> broken.add(name + "." + symbol + ": symbol is not UPPER_CASE"));
        } else {
            type.getFields().forEach(field -> checkField(name + "." + field.name(), field, broken));
        }
        return broken;
    }

    private static void checkField(String name, Schema.Field field, List<String> broken) {
        checkDoc(name, field.doc(), broken);
        if (!FIELD_NAME.matcher(field.name()).matches()) {
            broken.add(name + ": name is not camelCase");
        }
        Schema value = field.schema();
        if (value.isUnion()) {
            boolean nullFirst = value.getTypes().size() == 2
                    && value.getTypes().get(0).getType() == Schema.Type.NULL
                    && field.hasDefaultValue()
                    && JsonProperties.NULL_VALUE.equals(field.defaultVal());
            if (!nullFirst) {
                broken.add(name + ": nullable, but does not default to null");
            }
            value = value.getTypes().get(value.getTypes().size() - 1);
        }
        boolean time = value.getLogicalType() instanceof LogicalTypes.TimestampMillis;
        if (!time
                && (value.getLogicalType() != null
                        || TIME_NAME.matcher(field.name()).matches())) {
            broken.add(name + ": time is not timestamp-millis");
        }
        if (time && (field.doc() == null || !field.doc().contains(TIME_UNIT))) {
            broken.add(name + ": doc does not name the unit");
        }
    }

    private static void checkDoc(String name, String doc, List<String> broken) {
        if (doc == null) {
            broken.add(name + ": no doc");
        } else if (!SENTENCE.matcher(doc).matches()) {
            broken.add(name + ": doc is no sentence");
        }
    }

    private static Schema field(String field) {
        return parsed("{'type': 'record', 'name': 'R', 'doc': 'X.', 'fields': [" + field + "]}");
    }

    private static Schema parsed(String json) {
        return SchemaParser.parseSingle(json.replace('\'', '"'));
    }
}
