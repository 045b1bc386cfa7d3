package io.countersign.ingress.source;

import io.countersign.ingress.rotation.FileSecret;
import io.countersign.ingress.rotation.SecretFiles;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.HeaderFields;
import io.countersign.ingress.signature.Secret;
import io.countersign.ingress.signature.SignatureScheme;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A scheme and the secrets that count for it, which can be changed while it is used. Thread-safe. */
final class Proof {

    private final SignatureScheme scheme;
    private final String property;
    private final List<String> values;
    private final List<Path> files;

    /** Replaced as a whole, so that a request sees the old ones or the new ones. */
    private volatile List<Secret> secrets;

    /**
     * @param property what messages call the secrets
     * @param values secrets of the configuration, named by their places
     * @param files files and folders of files with further secrets, named by their files
     * @throws IllegalArgumentException where there is no secret, or one that the scheme cannot use
     */
    Proof(SignatureScheme scheme, String property, List<String> values, List<Path> files) {
        this.scheme = scheme;
        this.property = property;
        this.values = List.copyOf(values);
        this.files = List.copyOf(files);
        this.secrets = read();
    }

    Authentication authenticate(HeaderFields headers, byte[] body, Instant now) {
        return scheme.authenticate(headers, body, secrets, now);
    }

    /** Whether there are files that can change. */
    boolean hasFiles() {
        return !files.isEmpty();
    }

    /** The names of the secrets that count. */
    List<String> secretIds() {
        return secrets.stream().map(Secret::id).toList();
    }

    /**
     * Reads the files again, and takes what they hold. Not for two threads at once.
     *
     * @return whether anything has changed
     * @throws IllegalArgumentException where what they hold cannot be used; then all stays as it is
     */
    boolean refresh() {
        List<Secret> found = read();
        if (found.equals(secrets)) {
            return false;
        }
        secrets = found;
        return true;
    }

    private List<Secret> read() {
        List<Secret> found = new ArrayList<>();
        for (String value : values) {
            found.add(new Secret(Integer.toString(found.size()), value));
        }
        for (FileSecret file : SecretFiles.read(files)) {
            List<String> lines = file.text()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            for (int i = 0; i < lines.size(); i++) {
                found.add(new Secret(i == 0 ? file.name() : file.name() + '-' + (i + 1), lines.get(i)));
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(property + " is empty: a source without a secret would let anybody in");
        }
        Set<String> ids = new HashSet<>();
        for (Secret secret : found) {
            if (!ids.add(secret.id())) {
                throw new IllegalArgumentException(property + ": two secrets are called " + secret.id()
                        + ", so that no metric could tell them apart");
            }
            scheme.requireUsable(secret);
        }
        return List.copyOf(found);
    }
}
