package io.countersign.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.DocumentationPage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemDocumentationTest {

    @Test
    void thePageHasEveryProblemWithItsStatusAndNoOther() {
        List<String> documented = DocumentationPage.named("problems.md").rows("## Ingress").stream()
                .map(row -> row.get(0) + " " + row.get(1))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Stream.of(Problem.values())
                        .map(problem -> problem.type() + " " + problem.status())
                        .toList());
    }
}
