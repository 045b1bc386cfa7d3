package io.countersign.release;

import io.countersign.event.AccountEvent;
import io.countersign.event.IncomingPaymentEvent;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.VerificationEvent;
import io.countersign.job.Job;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.serde.SchemaText;
import io.countersign.state.ResourceState;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.specific.SpecificRecordBase;

/** The records that are values of topics: what a release freezes. */
public final class ContractRecords {

    private static final List<Class<? extends SpecificRecordBase>> TYPES = List.of(
            AccountEvent.class,
            IncomingPaymentEvent.class,
            OutgoingPaymentEvent.class,
            VerificationEvent.class,
            UnmappedEvent.class,
            ResourceState.class,
            QuarantineRecord.class,
            Redrive.class,
            Job.class);

    private ContractRecords() {}

    public static List<Class<? extends SpecificRecordBase>> types() {
        return TYPES;
    }

    /** The schema of {@code type} as other languages see it. */
    public static Schema schema(Class<? extends SpecificRecordBase> type) {
        return SchemaParser.parseSingle(SchemaText.of(type));
    }

    static List<Schema> schemas() {
        return TYPES.stream().map(ContractRecords::schema).toList();
    }
}
