package io.countersign.replay.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tool as scripts see it: arguments, what it prints, how it ends. */
final class Tool {

    /** Signal 2, as Linux's masks of signals have it. */
    private static final long SIGINT = 1L << 1;

    private final List<String> where;

    /** @param where arguments that every command gets at its end */
    Tool(String... where) {
        this.where = List.of(where);
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = ReplayTool.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all(arguments).toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    /** A process of its own, which can be killed. */
    Running start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(heedingCtrlC());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ReplayTool.class.getName()));
        command.addAll(all(arguments));
        Path out = Files.createTempFile(folder, "tool", ".out");
        Path err = Files.createTempFile(folder, "tool", ".err");
        return new Running(
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err);
    }

    /**
     * What a command begins with, so that it can be interrupted: where the build was sent to the background by a script, Ctrl-C is
     * not for it, and so not for what it starts.
     */
    private static List<String> heedingCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean ignored = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .anyMatch(signals -> (signals & SIGINT) != 0);
        return ignored ? List.of("env", "--default-signal=INT") : List.of();
    }

    private List<String> all(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(where);
        return all;
    }

    /** How a command ended. */
    record Result(int code, String out, String err) {

        /** The id of the job that it was. */
        String job() {
            return err.lines()
                    .filter(line -> line.startsWith("Job "))
                    .map(line -> line.substring(4))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no job in: " + err));
        }
    }

    /** A process. */
    record Running(Process process, Path out, Path err) implements AutoCloseable {

        /** As kill -9 does. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** As Ctrl-C does. */
        void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        Result result() throws IOException, InterruptedException {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("It does not end: " + Files.readString(err) + "\n" + threads());
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        private String threads() throws IOException {
            Process asking = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jstack")
                                    .toString(),
                            Long.toString(process.pid()))
                    .start();
            return new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
