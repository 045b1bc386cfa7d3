package io.countersign.release;

import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Later versions of a schema, as somebody might write them. */
public final class Evolution {

    /** A symbol that no schema of today has. */
    public static final String LATER_SYMBOL = "ADDED_LATER";

    /** A field that no schema of today has. */
    public static final String LATER_FIELD = "addedLater";

    private static final JsonMapper JSON = new JsonMapper();

    private Evolution() {}

    /** What is allowed: every enum has one symbol more, and every record one nullable field. */
    public static Schema growing(Schema schema) {
        return changed(schema, node -> {
            if (node.path("symbols") instanceof ArrayNode symbols) {
                symbols.add(LATER_SYMBOL);
            }
            if (node.path("fields") instanceof ArrayNode fields) {
                ObjectNode field = fields.addObject();
                field.put("name", LATER_FIELD);
                field.putArray("type").add("null").add("string");
                field.putNull("default");
            }
        });
    }

    /** What an older version may lack: the nullable text fields of every record. */
    public static Schema shrunk(Schema schema) {
        return changed(schema, node -> {
            if (node.path("fields") instanceof ArrayNode fields) {
                fields.removeIf(field -> field.path("type").isArray()
                        && field.path("type").path(1).asString("").equals("string"));
            }
        });
    }

    /** Every enum has one symbol more and nothing else is new. */
    static Schema withMoreSymbols(Schema schema) {
        return changed(schema, node -> {
            if (node.path("symbols") instanceof ArrayNode symbols) {
                symbols.add(LATER_SYMBOL);
            }
        });
    }

    /** No enum has a default any more. */
    static Schema withoutEnumDefaults(Schema schema) {
        return changed(schema, node -> {
            if (node.has("symbols")) {
                node.remove("default");
            }
        });
    }

    /** The outermost record without its first field. */
    static Schema withoutFirstField(Schema schema) {
        ObjectNode node = tree(schema);
        ((ArrayNode) node.path("fields")).remove(0);
        // What the field declared is used further on; only what is left has to be a schema.
        ((ArrayNode) node.path("fields"))
                .removeIf(field -> !field.path("type").isString()
                        || field.path("type").stringValue().contains("."));
        return parsed(node);
    }

    /** The first field of the outermost record holds a boolean. */
    static Schema withFirstFieldBoolean(Schema schema) {
        ObjectNode node = tree(schema);
        ((ObjectNode) node.path("fields").path(0)).put("type", "boolean");
        return parsed(node);
    }

    /** The outermost record has one more field that must be written. */
    static Schema withRequiredField(Schema schema) {
        ObjectNode node = tree(schema);
        ((ArrayNode) node.path("fields")).addObject().put("name", LATER_FIELD).put("type", "string");
        return parsed(node);
    }

    private static Schema changed(Schema schema, Consumer<ObjectNode> change) {
        ObjectNode node = tree(schema);
        walk(node, change);
        return parsed(node);
    }

    private static void walk(JsonNode node, Consumer<ObjectNode> change) {
        node.forEach(child -> walk(child, change));
        if (node instanceof ObjectNode object) {
            change.accept(object);
        }
    }

    private static ObjectNode tree(Schema schema) {
        return (ObjectNode) JSON.readTree(schema.toString());
    }

    private static Schema parsed(ObjectNode node) {
        return SchemaParser.parseSingle(JSON.writeValueAsString(node));
    }
}
