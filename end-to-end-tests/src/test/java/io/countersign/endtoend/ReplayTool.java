package io.countersign.endtoend;

import io.countersign.quickstart.stack.Build;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The replay tool as operators run it: a process of its own. */
final class ReplayTool {

    private ReplayTool() {}

    /**
     * How it ended.
     *
     * @param code exit code
     * @param out standard output
     * @param err standard error
     */
    record Result(int code, String out, String err) {}

    /** Runs a command against a running system. */
    static Result run(Installation installation, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString()));
        command.addAll(List.of(arguments));
        command.add("--bootstrap-servers=" + installation.bootstrapServers());
        command.add("--registry=" + installation.registry());
        Path out = Files.createTempFile(installation.folder(), "replay-tool", ".out");
        Path err = Files.createTempFile(installation.folder(), "replay-tool", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(Countersign.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It does not end: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Path jar() throws IOException {
        Path target = Build.home().resolve("replay-tool").resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "replay-tool-[0-9]*-exec.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        }
        throw new AssertionError("There is no replay-tool in " + target + ": build it with ./mvnw package -DskipTests");
    }
}
