package io.countersign.ingress.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.ingress.publish.EncodedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The records that wait on disk, by their place in the order of arrival, and those that were put aside because Kafka will
 * not have them. What {@link #write} has returned from survives whatever happens to the process or the machine, as long as
 * the disk does. What is counted here is on disk with the records themselves, in one step. Thread-safe; blocks, so not for
 * event loops, but for the figures, which any thread may ask for.
 */
class Store implements AutoCloseable {

    /** A key: the record's number, as eight bytes. */
    static final long KEY_BYTES = Long.BYTES;

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");
    private static final byte[] RECORDS = "records".getBytes(US_ASCII);
    private static final byte[] ASIDE = "aside".getBytes(US_ASCII);
    private static final byte[] TOTALS = "totals".getBytes(US_ASCII);
    private static final long RECLAIM_BYTES = 32L << 20;
    private static final int RESTORED_AT_ONCE = 500;
    private static final long MEMTABLE_BYTES = 16L << 20;
    private static final int LOG_FILES = 2;
    private static final long LOG_BYTES = 1L << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final Path folder;
    private final long limit;

    /** Guards all but the figures. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private @Nullable Database database;
    private long removedBytes;
    private volatile Totals totals = new Totals(0, 0, 0, 0);
    private volatile @Nullable Instant oldest;

    /**
     * How much there is.
     *
     * @param entries records that wait
     * @param bytes of their keys and values
     * @param aside records that were put aside
     * @param asideBytes of their keys and values
     */
    record Totals(long entries, long bytes, long aside, long asideBytes) {

        private static Totals from(byte @Nullable [] stored) {
            if (stored == null) {
                return new Totals(0, 0, 0, 0);
            }
            ByteBuffer buffer = ByteBuffer.wrap(stored);
            return new Totals(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }

        private byte[] toBytes() {
            return ByteBuffer.allocate(4 * Long.BYTES)
                    .putLong(entries)
                    .putLong(bytes)
                    .putLong(aside)
                    .putLong(asideBytes)
                    .array();
        }

        long allBytes() {
            return bytes + asideBytes;
        }
    }

    /**
     * A record of the store.
     *
     * @param number its place
     * @param bytes of its key and value
     * @param message the record; {@code null} if the bytes are none of ours
     */
    record Stored(long number, long bytes, @Nullable EncodedRecord message) {}

    /**
     * A store that is not open yet.
     *
     * @param folder where it lies; made if there is none
     * @param limit how many bytes it takes at most, of keys and values
     */
    Store(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * Opens it. What was aside waits again, behind all others: somebody may have mended what kept Kafka from taking it.
     *
     * @throws IllegalStateException if it cannot be opened; the message tells why
     */
    void open() {
        lock.lock();
        try {
            restoreAside(opened());
        } catch (IOException | RocksDBException e) {
            close();
            throw new IllegalStateException(
                    "The spool in countersign.spool.folder=" + folder + " cannot be opened: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private Database opened() throws IOException, RocksDBException {
        prepareFolders();
        Database opened = new Database();
        database = opened;
        totals = Totals.from(opened.rocks.get(opened.books, TOTALS));
        oldest = timeOfFirst(opened, 0);
        return opened;
    }

    /** How much there is. */
    Totals totals() {
        return totals;
    }

    boolean isEmpty() {
        return totals.entries() == 0;
    }

    /** How many bytes it takes at most. */
    long limit() {
        return limit;
    }

    /** How many more bytes it takes. */
    long room() {
        return limit - totals.allBytes();
    }

    /** The time of the first record that waits; {@code null} if none does. */
    @Nullable
    Instant oldest() {
        return oldest;
    }

    /** The number that comes after all that are there. */
    long nextNumber() throws RocksDBException {
        lock.lock();
        try {
            Database open = database();
            return nextNumber(open);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts records in, all at once or, when this throws, none as far as anybody may rely on.
     *
     * @return those for which there was no room
     */
    List<Entry> write(List<Entry> entries) throws RocksDBException {
        List<Entry> refused = new ArrayList<>();
        lock.lock();
        try (WriteBatch batch = new WriteBatch()) {
            Database open = database();
            long count = 0;
            long bytes = 0;
            Instant first = oldest;
            for (Entry entry : entries) {
                byte[] value = SpooledRecords.encode(entry.message());
                long size = KEY_BYTES + value.length;
                if (size > room() - bytes) {
                    refused.add(entry);
                    continue;
                }
                batch.put(open.records, key(entry.number()), value);
                count++;
                bytes += size;
                Instant time = entry.message().timestamp();
                first = first == null || time.isBefore(first) ? time : first;
            }
            if (count > 0) {
                Totals before = totals;
                Totals after =
                        new Totals(before.entries + count, before.bytes + bytes, before.aside, before.asideBytes);
                batch.put(open.books, TOTALS, after.toBytes());
                open.rocks.write(open.synced, batch);
                totals = after;
                oldest = first;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return refused;
    }

    /**
     * The next records in order.
     *
     * @param after the number that they come after
     * @param most how many at most
     * @param mostBytes ends with the record that reaches it
     */
    List<Stored> read(long after, int most, long mostBytes) throws RocksDBException {
        List<Stored> found = new ArrayList<>();
        lock.lock();
        try {
            Database open = database();
            try (RocksIterator records = open.rocks.newIterator(open.records, open.onePass)) {
                long bytes = 0;
                records.seek(key(after + 1));
                while (records.isValid() && found.size() < most && bytes < mostBytes) {
                    byte[] value = records.value();
                    long size = KEY_BYTES + value.length;
                    found.add(new Stored(number(records.key()), size, decoded(value)));
                    bytes += size;
                    records.next();
                }
                records.status();
            }
        } finally {
            lock.unlock();
        }
        return found;
    }

    /**
     * Takes records out that Kafka has, and puts those aside that it will not have. A machine that dies may undo this: then
     * they are sent once more.
     *
     * @param rejected those to put aside
     */
    void remove(List<Stored> acknowledged, List<Stored> rejected) throws RocksDBException {
        lock.lock();
        try (WriteBatch batch = new WriteBatch()) {
            Database open = database();
            long last = -1;
            long bytes = 0;
            long asideBytes = 0;
            for (Stored stored : acknowledged) {
                batch.delete(open.records, key(stored.number()));
                bytes += stored.bytes();
                last = Math.max(last, stored.number());
            }
            for (Stored stored : rejected) {
                byte[] key = key(stored.number());
                batch.put(open.aside, key, Objects.requireNonNull(open.rocks.get(open.records, key)));
                batch.delete(open.records, key);
                asideBytes += stored.bytes();
                last = Math.max(last, stored.number());
            }
            Totals before = totals;
            Totals after = new Totals(
                    before.entries - acknowledged.size() - rejected.size(),
                    before.bytes - bytes - asideBytes,
                    before.aside + rejected.size(),
                    before.asideBytes + asideBytes);
            batch.put(open.books, TOTALS, after.toBytes());
            open.rocks.write(open.unsynced, batch);
            totals = after;
            oldest = after.entries == 0 ? null : timeOfFirst(open, last + 1);
            removedBytes += bytes;
            changed.signalAll();
            if (after.entries == 0 && removedBytes > RECLAIM_BYTES) {
                removedBytes = 0;
                reclaim(open);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there are records. */
    void awaitEntries() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (totals.entries() == 0) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there are none, or the time is over; tells which. */
    boolean awaitEmpty(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (totals.entries() > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return totals.entries() == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * To be called after a failed write. A full disk is nothing but that: RocksDB goes on by itself when there is space.
     * After any other failure it has to be opened anew.
     */
    void recover(RocksDBException failure) throws IOException, RocksDBException {
        Status status = failure.getStatus();
        if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            return;
        }
        lock.lock();
        try {
            close();
            opened(); // what is aside stays there: the numbers behind the last one are in use by now
        } finally {
            lock.unlock();
        }
    }

    /** Fails if nothing can be written. */
    void check() throws RocksDBException {
        lock.lock();
        try {
            Database open = database();
            open.rocks.put(open.books, open.synced, TOTALS, totals.toBytes());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Database open = database;
            database = null;
            if (open != null) {
                open.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private Database database() throws RocksDBException {
        Database open = database;
        if (open == null) {
            throw new RocksDBException("the spool is not open");
        }
        return open;
    }

    private void restoreAside(Database open) throws RocksDBException {
        long next = nextNumber(open);
        while (totals.aside() > 0) {
            try (WriteBatch batch = new WriteBatch();
                    RocksIterator aside = open.rocks.newIterator(open.aside)) {
                long count = 0;
                long bytes = 0;
                for (aside.seekToFirst(); aside.isValid() && count < RESTORED_AT_ONCE; aside.next()) {
                    byte[] value = aside.value();
                    batch.put(open.records, key(next++), value);
                    batch.delete(open.aside, aside.key());
                    count++;
                    bytes += KEY_BYTES + value.length;
                }
                aside.status();
                Totals before = totals;
                Totals after = new Totals(
                        before.entries + count, before.bytes + bytes, before.aside - count, before.asideBytes - bytes);
                batch.put(open.books, TOTALS, after.toBytes());
                open.rocks.write(open.synced, batch);
                totals = after;
                oldest = timeOfFirst(open, 0);
            }
        }
    }

    /** Gives the disk back what an empty store needs no more; otherwise that takes until enough new records have come. */
    private static void reclaim(Database open) throws RocksDBException {
        open.rocks.deleteFilesInRanges(open.records, List.of(key(0), key(Long.MAX_VALUE)), true);
        open.rocks.compactRange(open.records);
    }

    private static long nextNumber(Database open) throws RocksDBException {
        try (RocksIterator records = open.rocks.newIterator(open.records)) {
            records.seekToLast();
            records.status();
            return records.isValid() ? number(records.key()) + 1 : 0;
        }
    }

    private static @Nullable Instant timeOfFirst(Database open, long from) throws RocksDBException {
        try (RocksIterator records = open.rocks.newIterator(open.records, open.onePass)) {
            records.seek(key(from));
            records.status();
            EncodedRecord first = records.isValid() ? decoded(records.value()) : null;
            return first == null ? null : first.timestamp();
        }
    }

    private static @Nullable EncodedRecord decoded(byte[] value) {
        try {
            return SpooledRecords.decode(value);
        } catch (IOException e) {
            return null;
        }
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    /** The folder may be a volume that is not ours to change; the one below is, and nobody else gets in. */
    private void prepareFolders() throws IOException {
        Path own = ownFolder();
        if (Files.getFileAttributeView(folder.toAbsolutePath().getRoot(), PosixFileAttributeView.class) == null) {
            Files.createDirectories(own);
            return;
        }
        Files.createDirectories(own, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        if (!Files.getPosixFilePermissions(own).equals(OWNER_ALONE)) {
            Files.setPosixFilePermissions(own, OWNER_ALONE);
        }
    }

    private Path ownFolder() {
        return folder.resolve("rocksdb");
    }

    /** RocksDB with what belongs to it; all of it is outside the heap, and has to be closed. */
    private final class Database {

        private final ColumnFamilyOptions families = new ColumnFamilyOptions()
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        private final DBOptions options = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // An entry that was being written when the machine stopped was not acknowledged. Anything else that is
                // broken might have been: then do not start, rather than lose it silently.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(4 * MEMTABLE_BYTES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(LOG_FILES)
                .setMaxLogFileSize(LOG_BYTES)
                .setStatsDumpPeriodSec(0);
        private final WriteOptions synced = new WriteOptions().setSync(true);
        private final WriteOptions unsynced = new WriteOptions();
        private final ReadOptions onePass = new ReadOptions().setFillCache(false);
        private final List<ColumnFamilyHandle> handles = new ArrayList<>();
        private final RocksDB rocks;
        private final ColumnFamilyHandle books;
        private final ColumnFamilyHandle records;
        private final ColumnFamilyHandle aside;

        Database() throws RocksDBException {
            List<ColumnFamilyDescriptor> names = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, families),
                    new ColumnFamilyDescriptor(RECORDS, families),
                    new ColumnFamilyDescriptor(ASIDE, families));
            try {
                rocks = RocksDB.open(options, ownFolder().toString(), names, handles);
            } catch (RocksDBException e) {
                closeOptions();
                throw e;
            }
            books = handles.get(0);
            records = handles.get(1);
            aside = handles.get(2);
        }

        void close() {
            handles.forEach(ColumnFamilyHandle::close);
            rocks.close();
            closeOptions();
        }

        private void closeOptions() {
            onePass.close();
            unsynced.close();
            synced.close();
            options.close();
            families.close();
        }
    }
}
