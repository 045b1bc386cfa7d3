package io.countersign.endtoend;

import io.countersign.quickstart.stack.LocalStack;
import io.countersign.quickstart.stack.Secrets;
import io.countersign.quickstart.stack.StackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs as child processes of the tests.
 *
 * @param stack the running processes
 */
record ChildProcesses(LocalStack stack) implements Installation {

    @Override
    public StackPorts ports() {
        return stack.ports();
    }

    @Override
    public Secrets secrets() {
        return stack.secrets();
    }

    @Override
    public Optional<String> password() {
        return Optional.empty();
    }

    @Override
    public Path folder() {
        return stack.folder();
    }

    @Override
    public Map<String, byte[]> logs() {
        try (Stream<Path> files = Files.walk(stack.logs())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            Map<String, byte[]> logs = new HashMap<>();
            for (Path file : all) {
                logs.put(file.getFileName().toString().replaceFirst("\\.log$", ""), Files.readAllBytes(file));
            }
            return logs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void killIngress() {
        stack.ingress().kill();
    }

    @Override
    public void startIngress() {
        stack.ingress().start();
    }

    @Override
    public String bootstrapServers() {
        return stack.bootstrapServers();
    }

    @Override
    public void close() {
        stack.close();
    }
}
