package io.countersign.quickstart;

import io.countersign.platform.ChildFailedException;
import io.countersign.platform.ChildProcess;
import io.countersign.platform.PortTakenException;
import io.countersign.quickstart.page.Page;
import io.countersign.quickstart.page.StartProgress;
import io.countersign.quickstart.show.Show;
import io.countersign.quickstart.stack.Build;
import io.countersign.quickstart.stack.LocalStack;
import io.countersign.quickstart.stack.StackPorts;
import io.countersign.quickstart.stack.StackPorts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole system in one command. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        version = "countersign quickstart",
        sortOptions = false,
        usageHelpWidth = Page.WIDTH,
        header = "Starts Countersign on this machine, and shows what it does with 27 sample webhooks.",
        description = {
            "",
            "Starts a Kafka broker, a schema registry, the ingress and the processor on 127.0.0.1, sends the"
                    + " samples, tells what became of them, and stays up until Ctrl-C. Data are kept in"
                    + " .quickstart/ for the next run.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was as it must be",
            "1:something was not, or could not be started",
            "2:an option is wrong, a port is taken, or another quickstart uses the folder",
            "130:interrupted before the end of the show"
        })
public final class Quickstart implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    @Option(names = "--once", description = "End after the show; exit code 0 only if everything was as it must be.")
    private boolean once;

    @Option(names = "--empty", description = "Send nothing: start, tell where the secrets are, stay up.")
    private boolean empty;

    @Option(names = "--fresh", description = "Delete what earlier runs have left first.")
    private boolean fresh;

    @Option(names = "--seed", paramLabel = "<number>", description = "Order of the samples; random unless given.")
    private @Nullable Long seed;

    @Option(
            names = "--ingress-port",
            paramLabel = "<port>",
            defaultValue = "${env:COUNTERSIGN_INGRESS_PORT:-8080}",
            description = "Where webhooks come in (${DEFAULT-VALUE}).")
    private int ingressPort;

    @Option(
            names = "--ingress-management-port",
            paramLabel = "<port>",
            defaultValue = "${env:COUNTERSIGN_INGRESS_MANAGEMENT_PORT:-8081}",
            description = "Health and metrics of the ingress (${DEFAULT-VALUE}).")
    private int ingressManagementPort;

    @Option(
            names = "--processor-port",
            paramLabel = "<port>",
            defaultValue = "${env:COUNTERSIGN_PROCESSOR_PORT:-8090}",
            description = "Where resources are asked for (${DEFAULT-VALUE}).")
    private int processorPort;

    @Option(
            names = "--processor-management-port",
            paramLabel = "<port>",
            defaultValue = "${env:COUNTERSIGN_PROCESSOR_MANAGEMENT_PORT:-8091}",
            description = "Health and metrics of the processor (${DEFAULT-VALUE}).")
    private int processorManagementPort;

    @Option(
            names = "--kafka-port",
            paramLabel = "<port>",
            defaultValue = "${env:COUNTERSIGN_KAFKA_PORT:-9092}",
            description = "The Kafka broker (${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "<port>",
            defaultValue = "${env:COUNTERSIGN_REGISTRY_PORT:-8070}",
            description = "The schema registry (${DEFAULT-VALUE}). Each port can also be set by an environment"
                    + " variable, such as COUNTERSIGN_REGISTRY_PORT.")
    private int registryPort;

    @Option(
            names = "--folder",
            paramLabel = "<folder>",
            description = "Where everything is written (.quickstart in the clone).")
    private @Nullable Path folder;

    private final Page page;

    Quickstart(Page page) {
        this.page = page;
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        Page page = Page.standard(System.getenv(), isTerminal());
        System.exit(commandLine(new Quickstart(page)).execute(arguments));
    }

    static CommandLine commandLine(Quickstart quickstart) {
        return new CommandLine(quickstart)
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> quickstart.failed(exception));
    }

    /** The script knows; Java itself cannot tell on every version. */
    private static boolean isTerminal() {
        return Boolean.getBoolean("countersign.terminal");
    }

    @Override
    public Integer call() throws Exception {
        if (once && empty) {
            page.line(page.bad("--once and --empty exclude each other."));
            return REFUSED;
        }
        StackPorts ports;
        try {
            ports = ports();
        } catch (IllegalArgumentException e) {
            page.line(page.bad(String.valueOf(e.getMessage())));
            return REFUSED;
        }
        Path home = folder == null ? Build.home().resolve(".quickstart") : folder.toAbsolutePath();
        logTo(home.resolve("logs"));
        try (Workplace workplace = Workplace.lock(home)) {
            if (!workplace.isOurs()) {
                page.line(page.bad("Another quickstart runs in " + home + ". End it first, or use --folder."));
                return REFUSED;
            }
            if (!areAllFree(ports)) {
                return REFUSED;
            }
            if (fresh) {
                workplace.clear();
            }
            return run(workplace, ports);
        }
    }

    private int run(Workplace workplace, StackPorts ports) throws InterruptedException {
        page.line(page.bold("Countersign") + "  everything on 127.0.0.1, everything written to "
                + Workplace.relative(workplace.folder()));
        if (workplace.hasData() && !empty) {
            page.line("Data of an earlier run are kept: the samples are known, so each counts as a duplicate now,");
            page.line("and the states stay as they are. --fresh starts anew.");
        }
        page.heading("Starting");
        try (LocalStack stack = build(workplace, ports);
                Interruption interruption = Interruption.of(page, stack)) {
            try (StartProgress progress = new StartProgress(page)) {
                stack.start(progress);
            }
            boolean right = empty
                    || new Show(
                                    stack,
                                    page,
                                    seed == null ? ThreadLocalRandom.current().nextInt(10_000) : seed)
                            .run();
            interruption.meansFromNowOn(right ? 0 : FAILED);
            if (!once) {
                new NextSteps(stack).print(page, empty);
                right &= stayUp(stack);
            }
            page.line("Ending ...");
            stack.stop();
            return right ? 0 : FAILED;
        }
    }

    private static LocalStack build(Workplace workplace, StackPorts ports) {
        return LocalStack.in(workplace.folder()).ports(ports).build();
    }

    /** Until a part ends, which none should; Ctrl-C ends the process elsewhere. */
    private boolean stayUp(LocalStack stack) throws InterruptedException {
        List<ChildProcess> children = stack.children();
        CompletableFuture<?>[] ends =
                children.stream().map(child -> child.process().onExit()).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.anyOf(ends).join();
        children.stream().filter(child -> !child.isAlive()).forEach(child -> {
            page.line(page.bad("The " + child.name() + " has ended by itself, with exit code "
                    + child.process().exitValue() + "."));
            child.lastLines().forEach(line -> page.line("    " + line));
        });
        return false;
    }

    private boolean areAllFree(StackPorts ports) {
        List<Part> taken = ports.taken();
        if (taken.isEmpty()) {
            return true;
        }
        page.line(page.bad(taken.size() == 1 ? "A port is taken:" : taken.size() + " ports are taken:"));
        taken.forEach(part -> page.line("  " + page.column(part.word(), 22)
                + page.column("127.0.0.1:" + ports.of(part), 17) + "choose another with " + part.option()));
        page.line("End the programs that listen there, or choose other ports. Nothing was started.");
        return false;
    }

    private int failed(Exception exception) {
        if (exception instanceof ChildFailedException
                || exception instanceof PortTakenException
                || exception instanceof IllegalStateException) {
            page.line(page.bad(String.valueOf(exception.getMessage())));
        } else {
            page.line(page.bad("Something went wrong that should not: " + exception));
            Arrays.stream(exception.getStackTrace()).limit(20).forEach(frame -> page.line("    at " + frame));
        }
        return FAILED;
    }

    /** What the Kafka client says is not for the page. To be called before its first class is loaded. */
    private static void logTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        System.setProperty(
                "org.slf4j.simpleLogger.logFile",
                folder.resolve("quickstart.log").toString());
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    }

    private StackPorts ports() {
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        ports.put(Part.INGRESS, ingressPort);
        ports.put(Part.INGRESS_MANAGEMENT, ingressManagementPort);
        ports.put(Part.PROCESSOR, processorPort);
        ports.put(Part.PROCESSOR_MANAGEMENT, processorManagementPort);
        ports.put(Part.KAFKA, kafkaPort);
        ports.put(Part.REGISTRY, registryPort);
        return new StackPorts(ports);
    }
}
