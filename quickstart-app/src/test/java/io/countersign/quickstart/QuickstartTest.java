package io.countersign.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.Ports;
import io.countersign.quickstart.page.Page;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QuickstartTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void allTakenPortsAreToldWithTheirOptionsAndNothingIsStarted() throws Exception {
        int registry = Ports.free();
        int kafka = Ports.free();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(registry, 1, loopback);
                ServerSocket other = new ServerSocket(kafka, 1, loopback)) {
            assertThat(one.isBound() && other.isBound()).isTrue();

            List<String> options =
                    new ArrayList<>(List.of("--registry-port", "" + registry, "--kafka-port", "" + kafka));
            for (String port : List.of("ingress", "ingress-management", "processor", "processor-management")) {
                // Whoever runs the tests may have a quickstart up on the ports that it has by default.
                options.addAll(List.of("--" + port + "-port", "" + Ports.free()));
            }
            int code = run(options.toArray(String[]::new));

            assertThat(code).isEqualTo(2);
            assertThat(printed())
                    .contains("2 ports are taken", "127.0.0.1:" + registry, "--registry-port", "127.0.0.1:" + kafka)
                    .contains("--kafka-port", "Nothing was started")
                    .doesNotContain("--ingress-port");
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    void freshDeletesNothingWhileAPortIsTaken() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("data")).resolve("kept"), "");
        int kafka = Ports.free();
        try (ServerSocket other = new ServerSocket(kafka, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();

            assertThat(run("--fresh", "--kafka-port", "" + kafka)).isEqualTo(2);
        }

        assertThat(folder.resolve("data/kept")).exists();
    }

    @Test
    void onePortForTwoPartsIsRefused() {
        assertThat(run("--kafka-port", "8090", "--processor-port", "8090")).isEqualTo(2);
        assertThat(printed()).contains("--processor-port and --kafka-port must differ");
    }

    @Test
    void onceAndEmptyExcludeEachOther() {
        assertThat(run("--once", "--empty")).isEqualTo(2);
        assertThat(printed()).contains("exclude each other");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheOptionsThereAre() {
        assertThat(run("--twice")).isEqualTo(2);
        assertThat(printed()).contains("--twice", "--once");
    }

    @Test
    void aFolderIsForOneQuickstartAtATime() throws Exception {
        try (Workplace other = Workplace.lock(folder)) {
            assertThat(other.isOurs()).isTrue();
            assertThat(run()).isEqualTo(2);
        }
        assertThat(printed()).contains("Another quickstart", folder.toString());
    }

    @Test
    void clearingAWorkplaceLeavesNothingButItsLock() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("data/deep")).resolve("file"), "");
        Files.writeString(folder.resolve("secrets.json"), "");

        try (Workplace workplace = Workplace.lock(folder)) {
            workplace.clear();
        }

        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("lock");
        }
    }

    @Test
    void theHelpNamesEveryOptionInLinesOfAHundredCharacters() {
        assertThat(run("--help")).isZero();

        assertThat(printed())
                .contains("--once", "--empty", "--fresh", "--ingress-port", "--ingress-management-port")
                .contains("--processor-port", "--processor-management-port", "--kafka-port", "--registry-port")
                .contains("(8080)", "(8081)", "(8090)", "(8091)", "(9092)", "(8070)", "COUNTERSIGN_");
        assertThat(printed().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Page.WIDTH));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--folder", folder.toString()));
        all.addAll(List.of(arguments));
        CommandLine commandLine = Quickstart.commandLine(new Quickstart(new Page(out, false, false, true)));
        return commandLine
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .execute(all.toArray(String[]::new));
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
