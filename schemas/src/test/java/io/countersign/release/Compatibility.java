package io.countersign.release;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Whether two schemas can stand beside each other, in Avro's own judgement. */
final class Compatibility {

    private Compatibility() {}

    /** Why the two are not FULLY compatible: each must read what the other writes. Empty where they are. */
    static List<String> problems(Schema one, Schema other) {
        List<String> problems = new ArrayList<>(problemsOfReading(one, other));
        problems.addAll(problemsOfReading(other, one));
        return problems;
    }

    private static List<String> problemsOfReading(Schema reader, Schema writer) {
        List<Incompatibility> incompatibilities = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
        return incompatibilities.stream()
                .map(found -> found.getType() + " at " + found.getLocation() + ": " + found.getMessage())
                .toList();
    }
}
