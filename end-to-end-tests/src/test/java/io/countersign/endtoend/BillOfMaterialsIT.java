package io.countersign.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quickstart.stack.Build;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each program says what it is made of: CycloneDX, in its jar, where the jar's manifest says. */
@DisabledIfSystemProperty(
        named = "countersign.maven",
        matches = "offline true",
        disabledReason = "Offline, Maven makes no bill of materials.")
class BillOfMaterialsIT {

    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final Pattern PURL =
            Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)(?:\\?(?:classifier=([^&]+)&)?type=jar)?");

    @ParameterizedTest
    @ValueSource(strings = {"ingress-service", "processor-service"})
    void aProgramListsEveryLibraryThatItHas(String module) throws IOException {
        try (JarFile program = new JarFile(program(module).toFile())) {
            Set<String> libraries = program.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    // Put there by Spring Boot's packaging itself, and no dependency.
                    .filter(name -> !name.startsWith("spring-boot-jarmode-"))
                    .collect(Collectors.toSet());

            assertThat(libraries).hasSizeGreaterThan(30);
            assertThat(listed(program)).containsAll(libraries);
        }
    }

    /** The bill's components, by the names of their files. */
    private static Set<String> listed(JarFile program) throws IOException {
        String location = program.getManifest().getMainAttributes().getValue("Sbom-Location");
        assertThat(location).as("Sbom-Location in the manifest").isNotNull();
        try (InputStream in = program.getInputStream(program.getEntry(location))) {
            JsonNode bill = new JsonMapper().readTree(in);
            assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
            return bill.path("components").values().stream()
                    .map(component -> PURL.matcher(component.path("purl").asString()))
                    .filter(Matcher::matches)
                    .map(purl -> purl.group(1) + "-" + purl.group(2)
                            + (purl.group(3) == null ? "" : "-" + purl.group(3)) + ".jar")
                    .collect(Collectors.toSet());
        }
    }

    private static Path program(String module) throws IOException {
        try (Stream<Path> built = Files.list(Build.home().resolve(module).resolve("target"))) {
            return built.filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
