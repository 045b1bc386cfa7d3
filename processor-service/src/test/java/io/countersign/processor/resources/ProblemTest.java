package io.countersign.processor.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void typesAreStable() {
        assertThat(List.of(Problem.values()))
                .extracting(problem -> problem.status().value() + " " + problem.type())
                .containsExactly(
                        "404 urn:countersign:problem:resource-not-found",
                        "404 urn:countersign:problem:quarantine-record-not-found",
                        "404 urn:countersign:problem:path-not-found",
                        "400 urn:countersign:problem:invalid-parameter",
                        "400 urn:countersign:problem:bad-request",
                        "401 urn:countersign:problem:unauthenticated",
                        "403 urn:countersign:problem:another-site",
                        "405 urn:countersign:problem:method-not-allowed",
                        "421 urn:countersign:problem:other-generation",
                        "503 urn:countersign:problem:partitions-moving",
                        "503 urn:countersign:problem:not-taken",
                        "500 urn:countersign:problem:internal-error");
    }
}
