package io.countersign.ingress.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.generic.GenericProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(Findings.class)
class GenericBodyFuzz {

    private static final Normaliser NORMALISER = Invariants.normaliser(new GenericProvider());

    @MethodSource("io.countersign.ingress.fuzz.Invariants#seeds")
    @FuzzTest
    void body(byte[] body) {
        Invariants.holdFor(NORMALISER, body);
    }
}
