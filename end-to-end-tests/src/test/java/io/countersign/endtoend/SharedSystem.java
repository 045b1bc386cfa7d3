package io.countersign.endtoend;

import io.countersign.quickstart.stack.Build;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the one system that they share, started by the first that asks and ended after the last: a start takes
 * longer than most tests. So each test must have resources of its own, and bear with what others have sent.
 */
public final class SharedSystem implements BeforeEachCallback, ParameterResolver {

    private static final Namespace HERE = Namespace.create(SharedSystem.class);

    /** A new folder under the module's target: its logs are there to be read after a failure. */
    public static Path newFolder(String name) {
        try {
            Path target = Build.home().resolve("end-to-end-tests").resolve("target");
            return Files.createTempDirectory(Files.createDirectories(target), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before the system is asked for: a test cannot be skipped while its parameters are found. */
    @Override
    public void beforeEach(ExtensionContext context) {
        Containers.skipWithoutAnEngine();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Countersign.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .computeIfAbsent("system", key -> Countersign.start(newFolder("shared")), Countersign.class);
    }
}
