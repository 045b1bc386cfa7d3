package io.countersign.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Java program that can be started as a child JVM, with the same Java as this one, as often as wanted. Not
 * thread-safe while it is being described.
 */
public final class ChildProgram {

    private final String name;
    private final List<Path> classPath;
    private final String mainClass;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path log;
    private @Nullable Path workingFolder;
    private @Nullable Integer port;
    private ReadinessProbe probe = () -> true;
    private Duration startTimeout = Duration.ofSeconds(90);
    private Duration closeTimeout = Duration.ofSeconds(20);

    private ChildProgram(String name, List<Path> classPath, String mainClass) {
        this.name = name;
        this.classPath = List.copyOf(classPath);
        this.mainClass = mainClass;
    }

    /**
     * A program in an executable jar.
     *
     * @param name what messages call it, such as "ingress"
     */
    public static ChildProgram jar(String name, Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            String main = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue("Main-Class");
            if (main == null) {
                throw new IllegalArgumentException(jar + " is no executable jar: its manifest names no Main-Class");
            }
            return new ChildProgram(name, List.of(jar), main);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + jar, e);
        }
    }

    /**
     * A program on a class path.
     *
     * @param name what messages call it
     * @param classPath jars and folders; may end in {@code *} for all jars of a folder
     */
    public static ChildProgram main(String name, List<Path> classPath, String mainClass) {
        return new ChildProgram(name, classPath, mainClass);
    }

    /** Adds options of the JVM, such as {@code -Xmx256m}. */
    public ChildProgram jvmOptions(String... options) {
        return jvmOptions(List.of(options));
    }

    /** Adds options of the JVM, such as {@code -Xmx256m}. */
    public ChildProgram jvmOptions(List<String> options) {
        jvmOptions.addAll(options);
        return this;
    }

    /** Adds arguments of the program. Every user of the machine can see them: secrets go into the environment. */
    public ChildProgram arguments(String... added) {
        arguments.addAll(List.of(added));
        return this;
    }

    /** Adds to the environment, which is otherwise that of this process. */
    public ChildProgram environment(Map<String, String> added) {
        environment.putAll(added);
        return this;
    }

    /** The file to which standard output and error are appended; without it they are thrown away. */
    public ChildProgram log(Path file) {
        this.log = file;
        return this;
    }

    /** The working folder; otherwise that of this process. */
    public ChildProgram workingFolder(Path folder) {
        this.workingFolder = folder;
        return this;
    }

    /** The port of 127.0.0.1 that the program will listen on: a start while it is taken fails at once. */
    public ChildProgram port(int listened) {
        this.port = listened;
        return this;
    }

    /** How to know that the program can do its work. */
    public ChildProgram readyWhen(ReadinessProbe readinessProbe) {
        this.probe = readinessProbe;
        return this;
    }

    /** How long the program may take to become ready; 90 s unless told. */
    public ChildProgram startTimeout(Duration timeout) {
        this.startTimeout = timeout;
        return this;
    }

    /** How long the program may take to end when asked, before it is killed; 20 s unless told. */
    public ChildProgram closeTimeout(Duration timeout) {
        this.closeTimeout = timeout;
        return this;
    }

    /**
     * Starts a child and waits until it is ready.
     *
     * @throws PortTakenException if its port is taken
     * @throws ChildFailedException if it ends, or is not ready in time; then it has been killed
     */
    public ChildProcess start() {
        return launch().awaitReady();
    }

    /**
     * Starts a child without waiting for it.
     *
     * @throws PortTakenException if its port is taken
     * @throws ChildFailedException if there is no such Java or folder
     */
    public ChildProcess launch() {
        if (port != null) {
            Ports.requireFree(name, port);
        }
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (workingFolder != null) {
            builder.directory(workingFolder.toFile());
        }
        try {
            long logStart = 0;
            if (log == null) {
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            } else {
                Files.createDirectories(
                        Objects.requireNonNull(log.toAbsolutePath().getParent()));
                logStart = Files.exists(log) ? Files.size(log) : 0;
                builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            }
            return new ChildProcess(name, builder.start(), log, logStart, probe, startTimeout, closeTimeout);
        } catch (IOException e) {
            throw new ChildFailedException("The " + name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(Stream.concat(Stream.of(ownCode()), classPath.stream())
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator"))));
        command.add(Leash.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    private static Path ownCode() {
        try {
            return Path.of(Leash.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
