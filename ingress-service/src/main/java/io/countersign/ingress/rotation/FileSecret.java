package io.countersign.ingress.rotation;

/**
 * What a file holds. Never prints itself.
 *
 * @param name the file's name: of the operator's choice, and saying nothing of the content
 * @param text the file's content, without white space around it
 */
public record FileSecret(String name, String text) {

    @Override
    public String toString() {
        return "FileSecret[name=" + name + ", text=***]";
    }
}
