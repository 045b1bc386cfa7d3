package io.countersign.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.countersign.event.AccountIdentifier;
import io.countersign.event.Money;
import io.countersign.event.Party;
import io.countersign.event.VerificationEvent;
import io.countersign.event.VerificationKind;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.registry.RegistryUnavailableException;
import io.countersign.release.ContractRecords;
import io.countersign.release.Evolution;
import io.countersign.release.RandomRecords;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {

    private static final int ID = 0x01020304;
    private static final int OTHER_ID = 5;
    private static final int ROUNDS = 100;

    static Stream<Class<? extends SpecificRecordBase>> types() {
        return ContractRecords.types().stream();
    }

    @Test
    void the_wire_format_is_a_zero_the_id_and_avro() {
        byte[] bytes = codec(Money.class).encode(new Money(12_345L, "EUR"));

        assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes)).isEqualTo("00 01 02 03 04 f2 c0 01 06 45 55 52");
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void every_record_survives_the_way_there_and_back(Class<T> type) throws Exception {
        RecordCodec<T> codec = codec(type);
        for (long seed = 0; seed < ROUNDS; seed++) {
            byte[] avro = avro(seed, ContractRecords.schema(type));

            T message = codec.decode(wire(ID, avro));
            byte[] encoded = codec.encode(message);

            assertThat(encoded).as("seed %d", seed).startsWith(0, 1, 2, 3, 4).hasSize(5 + avro.length);
            assertThat(codec.decode(encoded)).as("seed %d", seed).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void a_record_that_was_cut_off_is_unreadable(Class<T> type) {
        RecordCodec<T> codec = codec(type);
        for (long seed = 0; seed < 10; seed++) {
            byte[] whole = wire(ID, avro(seed, ContractRecords.schema(type)));
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatExceptionOfType(UnreadableRecordException.class)
                        .as("seed %d cut to %d bytes", seed, length)
                        .isThrownBy(() -> codec.decode(cut));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void a_record_with_a_byte_too_many_is_unreadable(Class<T> type) {
        byte[] whole = wire(ID, avro(1, ContractRecords.schema(type)));

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> codec(type).decode(Arrays.copyOf(whole, whole.length + 1)))
                .withMessage("expected the record to end, found more bytes");
    }

    @Test
    void no_value_is_unreadable() {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> codec(Money.class).decode(null));
    }

    @Test
    void another_magic_byte_is_unreadable() {
        byte[] bytes = codec(Money.class).encode(new Money(1L, "EUR"));
        bytes[0] = 1;

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> codec(Money.class).decode(bytes));
    }

    @Test
    void an_id_that_the_registry_does_not_have_is_unreadable() {
        byte[] bytes = wire(99, new byte[0]);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> codec(Money.class).decode(bytes))
                .withMessage("no schema has the id 99");
    }

    @Test
    void a_registry_that_is_away_is_told_from_bytes_that_are_wrong() throws Exception {
        boolean[] away = {true};
        Schema later = Evolution.growing(ContractRecords.schema(Money.class));
        RecordCodec<Money> codec = new RecordCodec<>(Money.class, ID, id -> {
            if (away[0]) {
                throw new RegistryUnavailableException("away");
            }
            return Optional.of(later);
        });
        byte[] bytes = wire(OTHER_ID, avro(1, later));
        assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(codec.decode(codec.encode(new Money(1L, "EUR")))).isEqualTo(new Money(1L, "EUR"));

        away[0] = false;

        assertThat(codec.decode(bytes)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("types")
    <T extends SpecificRecordBase> void records_of_older_and_newer_schemas_are_read(Class<T> type) throws Exception {
        Schema today = ContractRecords.schema(type);
        for (Schema other : List.of(Evolution.growing(today), Evolution.shrunk(today))) {
            RecordCodec<T> codec = codec(type, other);
            for (long seed = 0; seed < ROUNDS; seed++) {
                byte[] avro = avro(seed, other);

                T message = codec.decode(wire(OTHER_ID, avro));

                // Avro's own resolution, in its generic classes, is the yardstick.
                byte[] expected = RandomRecords.bytes(RandomRecords.read(avro, other, today));
                assertThat(message).as("seed %d", seed).isEqualTo(codec.decode(wire(ID, expected)));
            }
        }
    }

    @Test
    void small_elements_of_an_older_schema_are_read_to_the_end_of_a_record() throws Exception {
        Schema older = Evolution.shrunk(ContractRecords.schema(Party.class));
        GenericRecord written = new RandomRecords(new SplittableRandom(1)).next(older);
        Schema identifier = older.getField("identifiers").schema().getElementType();
        GenericRecord smallest =
                new GenericRecordBuilder(identifier).set("type", "").build();
        written.put("identifiers", List.of(smallest, smallest, smallest));
        written.put("bank", null);

        Party read = codec(Party.class, older).decode(wire(OTHER_ID, RandomRecords.bytes(written)));

        assertThat(read.getIdentifiers()).hasSize(3).containsOnly(new AccountIdentifier("", null));
    }

    @Test
    void a_kind_of_verification_that_is_new_is_read_as_unknown() throws Exception {
        Schema later = Evolution.growing(ContractRecords.schema(VerificationEvent.class));
        GenericRecord written = new RandomRecords(new SplittableRandom(1)).next(later);
        GenericRecord verification = (GenericRecord) written.get("verification");
        verification.put(
                "kind",
                new GenericData.EnumSymbol(
                        verification.getSchema().getField("kind").schema(), Evolution.LATER_SYMBOL));

        VerificationEvent read =
                codec(VerificationEvent.class, later).decode(wire(OTHER_ID, RandomRecords.bytes(written)));

        assertThat(read.getVerification().getKind()).isEqualTo(VerificationKind.UNKNOWN);
    }

    @Test
    void a_record_of_another_kind_is_unreadable() {
        Schema other =
                SchemaBuilder.record("Other").fields().requiredString("text").endRecord();
        byte[] bytes = wire(
                OTHER_ID,
                RandomRecords.bytes(
                        new GenericRecordBuilder(other).set("text", "DE89").build()));

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> codec(Money.class, other).decode(bytes))
                .withMessageNotContaining("DE89")
                .withNoCause();
    }

    @Test
    void a_record_that_cannot_be_written_leaves_nothing_in_the_next() {
        RecordCodec<Money> codec = codec(Money.class);
        Money whole = new Money(12_345L, "EUR");
        byte[] expected = codec.encode(whole);
        assertThatThrownBy(() -> codec.encode(new Money(1L, null))).isInstanceOf(RuntimeException.class);

        assertThat(codec.encode(whole)).isEqualTo(expected);
    }

    @Test
    void a_record_that_cannot_be_read_leaves_nothing_in_the_next() throws Exception {
        RecordCodec<QuarantineRecord> codec = codec(QuarantineRecord.class);
        byte[] whole = wire(ID, avro(3, ContractRecords.schema(QuarantineRecord.class)));
        QuarantineRecord expected = codec.decode(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> codec.decode(cut));

            assertThat(codec.decode(whole)).isEqualTo(expected);
        }
    }

    @Test
    void threads_share_a_codec() throws Exception {
        Schema today = ContractRecords.schema(VerificationEvent.class);
        Schema later = Evolution.growing(today);
        RecordCodec<VerificationEvent> codec = codec(VerificationEvent.class, later);
        List<byte[]> written = LongStream.range(0, ROUNDS)
                .mapToObj(seed -> wire(OTHER_ID, avro(seed, later)))
                .toList();
        CountDownLatch start = new CountDownLatch(1);
        Callable<Boolean> work = () -> {
            start.await();
            for (int round = 0; round < 5 * ROUNDS; round++) {
                VerificationEvent message = codec.decode(written.get(round % ROUNDS));
                assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
            }
            return true;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> results = IntStream.range(0, 4)
                    .mapToObj(index -> threads.submit(work))
                    .toList();
            start.countDown();
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } catch (ExecutionException e) {
            fail(e);
        } finally {
            threads.shutdownNow();
        }
    }

    static <T extends SpecificRecordBase> RecordCodec<T> codec(Class<T> type) {
        return new RecordCodec<>(type, ID, id -> Optional.empty());
    }

    private static <T extends SpecificRecordBase> RecordCodec<T> codec(Class<T> type, Schema other) {
        return new RecordCodec<>(type, ID, id -> id == OTHER_ID ? Optional.of(other) : Optional.empty());
    }

    private static byte[] avro(long seed, Schema schema) {
        return RandomRecords.bytes(new RandomRecords(new SplittableRandom(seed)).next(schema));
    }

    private static byte[] wire(int id, byte[] avro) {
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
    }
}
