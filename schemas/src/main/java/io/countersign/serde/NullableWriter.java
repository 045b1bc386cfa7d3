package io.countersign.serde;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes nullable fields without searching. Avro looks up by name which of a union's types a value has; all of our unions
 * are null and one more, so that the value being null says it.
 */
final class NullableWriter<T extends SpecificRecordBase> extends SpecificDatumWriter<T> {

    NullableWriter(Class<T> type) {
        super(type);
    }

    @Override
    protected int resolveUnion(Schema union, @Nullable Object value) {
        List<Schema> types = union.getTypes();
        if (types.size() == 2 && types.get(0).getType() == Schema.Type.NULL) {
            return value == null ? 0 : 1;
        }
        return super.resolveUnion(union, value);
    }
}
