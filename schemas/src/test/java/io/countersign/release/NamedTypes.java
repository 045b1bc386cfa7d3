package io.countersign.release;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** The records and enums that a schema is made of, by full name. */
final class NamedTypes {

    private NamedTypes() {}

    static Map<String, Schema> in(Schema schema) {
        Map<String, Schema> found = new TreeMap<>();
        collect(schema, found);
        return found;
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM, FIXED -> found.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(member -> collect(member, found));
            default -> {
                // Primitive types have no name.
            }
        }
    }
}
