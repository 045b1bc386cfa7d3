package io.countersign.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.ingress.publish.EncodedRecord;
import io.countersign.ingress.spool.Store.Stored;
import io.countersign.ingress.spool.Store.Totals;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    private static final long LIMIT = 10_000;

    @TempDir
    private Path temporary;

    private Path folder;
    private Store store;

    @BeforeEach
    void open() {
        folder = temporary.resolve("spool");
        store = opened(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsWrittenIsThereInOrderAfterAReopening() throws Exception {
        EncodedRecord message = Records.of("a-key", "a-value");
        store.write(List.of(Records.entry(7), Records.entry(3, message)));
        store.write(List.of(Records.entry(1L << 40)));
        reopen();

        List<Stored> found = everything(store);

        assertThat(found).extracting(Stored::number).containsExactly(3L, 7L, 1L << 40);
        EncodedRecord first = Objects.requireNonNull(found.get(0).message());
        assertThat(first.topic()).isEqualTo("a-topic");
        assertThat(first.key()).isEqualTo("a-key");
        assertThat(first.timestamp()).isEqualTo(Records.RECEIVED);
        assertThat(first.value()).isEqualTo(message.value());
        assertThat(first.headers()).isEqualTo(message.headers());
        assertThat(store.nextNumber()).isEqualTo((1L << 40) + 1);
        assertThat(store.oldest()).isEqualTo(Records.RECEIVED);
    }

    @Test
    void theLimitHoldsToTheByte() throws Exception {
        store.write(List.of(Records.entryOf(0, (int) LIMIT - 1_001)));
        assertThat(store.room()).isEqualTo(1_001);
        Entry past = Records.entryOf(1, 1_002);
        Entry at = Records.entryOf(2, 1_001);
        Entry below = Records.entryOf(3, 1_000);

        assertThat(store.write(List.of(past))).containsExactly(past);
        assertThat(store.room()).isEqualTo(1_001);
        assertThat(store.write(List.of(below))).isEmpty();
        assertThat(store.room()).isEqualTo(1);
        store.remove(List.of(last(store)), List.of());
        assertThat(store.write(List.of(at))).isEmpty();
        assertThat(store.room()).isZero();
        assertThat(store.totals().bytes()).isEqualTo(LIMIT);
    }

    @Test
    void theLimitHoldsWithinOneWriteToo() throws Exception {
        Entry first = Records.entryOf(0, 6_000);
        Entry tooMuch = Records.entryOf(1, 4_001);
        Entry fits = Records.entryOf(2, 4_000);

        assertThat(store.write(List.of(first, tooMuch, fits))).containsExactly(tooMuch);

        assertThat(everything(store)).extracting(Stored::number).containsExactly(0L, 2L);
        assertThat(store.room()).isZero();
    }

    @Test
    void theCountIsRestored() throws Exception {
        store.write(List.of(Records.entryOf(0, 1_000), Records.entryOf(1, 2_000), Records.entryOf(2, 3_000)));
        store.remove(store.read(-1, 1, LIMIT), List.of());
        Totals before = store.totals();
        reopen();

        assertThat(store.totals()).isEqualTo(before).isEqualTo(new Totals(2, 5_000, 0, 0));
        assertThat(store.room()).isEqualTo(LIMIT - 5_000);
        assertThat(everything(store)).extracting(Stored::number).containsExactly(1L, 2L);
    }

    @Test
    void whatIsPutAsideStillTakesRoomAndWaitsAgainAfterAReopening() throws Exception {
        store.write(List.of(Records.entryOf(0, 1_000), Records.entryOf(1, 2_000), Records.entryOf(2, 3_000)));
        List<Stored> all = everything(store);

        store.remove(List.of(all.get(0)), List.of(all.get(1)));

        assertThat(everything(store)).extracting(Stored::number).containsExactly(2L);
        assertThat(store.totals()).isEqualTo(new Totals(1, 3_000, 1, 2_000));
        assertThat(store.room()).isEqualTo(LIMIT - 5_000);
        reopen();
        assertThat(store.totals()).isEqualTo(new Totals(2, 5_000, 0, 0));
        assertThat(everything(store)).extracting(Stored::bytes).containsExactly(3_000L, 2_000L);
    }

    @Test
    void anEmptyStoreSaysSoAndGivesNothing() throws Exception {
        assertThat(store.isEmpty()).isTrue();
        assertThat(store.awaitEmpty(Duration.ZERO)).isTrue();
        store.write(List.of(Records.entry(5)));
        assertThat(store.isEmpty()).isFalse();
        assertThat(store.awaitEmpty(Duration.ofMillis(1))).isFalse();
        store.remove(everything(store), List.of());
        assertThat(store.isEmpty()).isTrue();
        assertThat(store.oldest()).isNull();
        assertThat(everything(store)).isEmpty();
        assertThat(store.totals()).isEqualTo(new Totals(0, 0, 0, 0));
    }

    @Test
    void readingStopsAtItsLimits() throws Exception {
        store.write(List.of(Records.entryOf(0, 1_000), Records.entryOf(1, 1_000), Records.entryOf(2, 1_000)));

        assertThat(store.read(-1, 2, LIMIT)).extracting(Stored::number).containsExactly(0L, 1L);
        assertThat(store.read(-1, 9, 1_000)).extracting(Stored::number).containsExactly(0L);
        assertThat(store.read(-1, 9, 1_001)).extracting(Stored::number).containsExactly(0L, 1L);
        assertThat(store.read(1, 9, LIMIT)).extracting(Stored::number).containsExactly(2L);
        assertThat(store.read(2, 9, LIMIT)).isEmpty();
    }

    @Test
    void nobodyElseMayLookIntoTheFolderOrOpenItMeanwhile() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("rocksdb"))))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> opened(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("countersign.spool.folder");
    }

    @Test
    void aFolderThatOthersMayLookIntoIsClosedToThem() throws Exception {
        store.close();
        Files.setPosixFilePermissions(folder.resolve("rocksdb"), PosixFilePermissions.fromString("rwxr-xr-x"));
        store = opened(folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("rocksdb"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aProcessThatWasKilledLosesNothing() throws Exception {
        store.write(List.of(Records.entry(1), Records.entry(2)));
        store.remove(store.read(-1, 1, LIMIT), List.of());
        try (Store left = opened(asLeftByAKill("left"))) {
            assertThat(everything(left)).extracting(Stored::number).containsExactly(2L);
            assertThat(left.totals()).isEqualTo(store.totals());
        }
    }

    @Test
    void aMachineThatStopsWhileItWritesLosesOnlyWhatIsNotWritten() throws Exception {
        store.write(List.of(Records.entry(1)));
        store.write(List.of(Records.entry(2)));
        Totals before = store.totals();
        store.write(List.of(Records.entry(3), Records.entry(4)));
        for (int missing : new int[] {1, 10, 100}) {
            Path left = asLeftByAKill("torn-" + missing);
            Path log = writeAheadLog(left);
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - missing);
            }
            try (Store torn = opened(left)) {
                assertThat(everything(torn)).extracting(Stored::number).containsExactly(1L, 2L);
                assertThat(torn.totals()).isEqualTo(before);
            }
        }
    }

    @Test
    void aLogThatIsBrokenInItsMiddleStopsTheStart() throws Exception {
        store.write(List.of(Records.entryOf(1, 2_000)));
        store.write(List.of(Records.entryOf(2, 2_000)));
        Path left = asLeftByAKill("broken");
        Path log = writeAheadLog(left);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 3] ^= 1;
        Files.write(log, bytes);

        assertThatThrownBy(() -> opened(left))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("checksum");
    }

    private static Store opened(Path where) {
        Store opened = new Store(where, LIMIT);
        opened.open();
        return opened;
    }

    private void reopen() {
        store.close();
        store = opened(folder);
    }

    /** The files as they are now, while the store is open: what a process leaves that has no time to close it. */
    private Path asLeftByAKill(String name) throws IOException {
        Path copy = temporary.resolve(name);
        Files.createDirectories(copy.resolve("rocksdb"));
        try (Stream<Path> files = Files.list(folder.resolve("rocksdb"))) {
            for (Path file : files.toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, copy.resolve("rocksdb").resolve(file.getFileName()));
                }
            }
        }
        return copy;
    }

    private static Path writeAheadLog(Path left) throws IOException {
        try (Stream<Path> files = Files.list(left.resolve("rocksdb"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static List<Stored> everything(Store store) throws Exception {
        return store.read(-1, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private static Stored last(Store store) throws Exception {
        List<Stored> all = everything(store);
        return all.get(all.size() - 1);
    }
}
