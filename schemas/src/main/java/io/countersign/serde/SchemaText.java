package io.countersign.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** The text under which a record's schema is registered. */
public final class SchemaText {

    private SchemaText() {}

    /**
     * The schema of {@code type} without Avro's hints to Java ({@code avro.java.string}). The hints would give the same
     * schema another id, and other languages a property that they do not know.
     */
    public static String of(Class<? extends SpecificRecordBase> type) {
        Schema schema = SpecificData.get().getSchema(type);
        return schema.toString()
                .replace(",\"avro.java.string\":\"String\"", "")
                .replace("{\"type\":\"string\"}", "\"string\"");
    }
}
