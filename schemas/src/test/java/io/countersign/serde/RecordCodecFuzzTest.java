package io.countersign.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.countersign.release.ContractRecords;
import io.countersign.release.Evolution;
import io.countersign.release.RandomRecords;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, reading them ends soon, in little memory, with a record or with the one exception for it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecordCodecFuzzTest {

    private static final int ID = 1;
    private static final int LATER_ID = 2;
    private static final int ROUNDS = 1_000;
    private static final long MOST_BYTES_ALLOCATED = 16L << 20;
    private static final Pattern MESSAGE =
            Pattern.compile("expected [A-Za-z0-9' (),]+( \\(\\w+\\))?|expected the record to end, found more bytes"
                    + "|no schema has the id -?\\d+");

    /** Lengths and counts that a few bytes can claim: the largest int, one more, the largest and the smallest long. */
    private static final List<byte[]> CLAIMS = Stream.of(
                    "feffffff0f", "8080808010", "feffffffffffffffff01", "ffffffffffffffffff01", "ffffffff0f")
            .map(HexFormat.of()::parseHex)
            .toList();

    static Stream<Class<? extends SpecificRecordBase>> types() {
        return ContractRecords.types().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void any_bytes(Class<T> type) {
        RecordCodec<T> codec = codec(type);
        for (long seed = 0; seed < ROUNDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            decode(codec, bytes, seed);
            if (bytes.length >= 5) {
                decode(codec, ByteBuffer.wrap(bytes).put((byte) 0).putInt(ID).array(), seed);
                decode(
                        codec,
                        ByteBuffer.wrap(bytes).put((byte) 0).putInt(LATER_ID).array(),
                        seed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void records_with_a_few_bytes_changed(Class<T> type) {
        RecordCodec<T> codec = codec(type);
        for (long seed = 0; seed < ROUNDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = record(type, seed % 2 == 0 ? ID : LATER_ID, random);
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            decode(codec, bytes, seed);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void records_that_claim_to_be_huge(Class<T> type) {
        RecordCodec<T> codec = codec(type);
        for (long seed = 0; seed < 4; seed++) {
            byte[] bytes = record(type, seed % 2 == 0 ? ID : LATER_ID, new SplittableRandom(seed));
            for (int position = 5; position < bytes.length; position++) {
                for (byte[] claim : CLAIMS) {
                    ByteArrayOutputStream changed = new ByteArrayOutputStream();
                    changed.write(bytes, 0, position);
                    changed.writeBytes(claim);
                    changed.write(bytes, position + 1, bytes.length - position - 1);
                    decode(codec, changed.toByteArray(), seed);
                }
            }
        }
    }

    private static <T extends SpecificRecordBase> void decode(RecordCodec<T> codec, byte[] bytes, long seed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            assertThat(codec.decode(bytes)).isNotNull();
        } catch (UnreadableRecordException e) {
            assertThat(e.getMessage()).matches(MESSAGE);
        } catch (Throwable e) {
            fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for seed %d: %s", seed, Arrays.toString(bytes))
                .isLessThan(MOST_BYTES_ALLOCATED);
    }

    private static <T extends SpecificRecordBase> RecordCodec<T> codec(Class<T> type) {
        Schema later = Evolution.growing(ContractRecords.schema(type));
        return new RecordCodec<>(type, ID, id -> id == LATER_ID ? Optional.of(later) : Optional.empty());
    }

    private static byte[] record(Class<? extends SpecificRecordBase> type, int id, SplittableRandom random) {
        Schema today = ContractRecords.schema(type);
        byte[] avro = RandomRecords.bytes(new RandomRecords(random).next(id == ID ? today : Evolution.growing(today)));
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
    }
}
