package io.countersign.ingress.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    private static final String SECRET = "qwertzuiopqwertz";

    @TempDir
    Path folder;

    @Test
    void aFileIsNamedByItsName() throws Exception {
        Path file = write("2026-11", "  " + SECRET + "\n");

        assertThat(SecretFiles.read(List.of(file))).containsExactly(new FileSecret("2026-11", SECRET));
    }

    @Test
    void aFolderIsItsFilesInTheOrderOfTheirNames() throws Exception {
        write("b", "2");
        write("a", "1");

        assertThat(SecretFiles.read(List.of(folder)))
                .containsExactly(new FileSecret("a", "1"), new FileSecret("b", "2"));
    }

    @Test
    void ofAMountedSecretOnlyItsKeysAreRead() throws Exception {
        MountedSecret mounted = MountedSecret.in(folder);
        mounted.put(java.util.Map.of("a", "1", "b", "2"));

        assertThat(SecretFiles.read(List.of(folder)))
                .containsExactly(new FileSecret("a", "1"), new FileSecret("b", "2"));

        mounted.put(java.util.Map.of("b", "2"));

        assertThat(SecretFiles.read(List.of(folder))).containsExactly(new FileSecret("b", "2"));
    }

    @Test
    void anEmptyFolderHoldsNothing() {
        assertThat(SecretFiles.read(List.of(folder))).isEmpty();
    }

    @Test
    void whatIsNotThereIsRefused() {
        refused(folder.resolve("gone"), "cannot be read");
    }

    @Test
    void anEmptyFileIsRefused() throws Exception {
        refused(write("a", " \n"), "is empty");
    }

    @Test
    void aFileOf64KiBIsReadAndALargerOneIsRefused() throws Exception {
        assertThat(SecretFiles.read(List.of(write("a", "x".repeat(64 * 1024 - 1)))))
                .hasSize(1);
        assertThat(SecretFiles.read(List.of(write("a", "x".repeat(64 * 1024))))).hasSize(1);
        refused(write("a", "x".repeat(64 * 1024 + 1)), "larger than 64 KiB");
    }

    @Test
    void whatIsNoTextIsRefused() throws Exception {
        Path file = folder.resolve("a");
        Files.write(file, new byte[] {'q', (byte) 0xff});

        refused(file, "cannot be read");
    }

    @Test
    void aNameThatIsNoneForAMetricIsRefused() throws Exception {
        assertThat(SecretFiles.read(List.of(write("a".repeat(63), SECRET)))).hasSize(1);
        refused(write("a".repeat(64), SECRET), "at most 63");
        refused(write("a b", SECRET), "letters, digits");
    }

    @Test
    void nothingPrintsASecret() {
        assertThat(new FileSecret("a", SECRET).toString()).doesNotContain(SECRET);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void refused(Path path, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretFiles.read(List.of(path)))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }
}
