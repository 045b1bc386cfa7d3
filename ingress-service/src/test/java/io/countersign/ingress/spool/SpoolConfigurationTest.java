package io.countersign.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class SpoolConfigurationTest {

    private static final Path FOLDER = Path.of("spool");

    @Test
    void withoutAFolderThereIsNoSpool() {
        new ApplicationContextRunner()
                .withUserConfiguration(SpoolConfiguration.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Spool.class));
    }

    @Test
    void theSizeIsAtLeastTwoMegabytes() {
        DataSize smallest = DataSize.ofMegabytes(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpoolProperties(FOLDER, DataSize.ofBytes(smallest.toBytes() - 1)))
                .withMessageContaining("countersign.spool.max-size");
        assertThatCode(() -> new SpoolProperties(FOLDER, smallest)).doesNotThrowAnyException();
        assertThatCode(() -> new SpoolProperties(FOLDER, DataSize.ofBytes(smallest.toBytes() + 1)))
                .doesNotThrowAnyException();
    }

    @Test
    void aFolderWithoutANameIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpoolProperties(Path.of(""), DataSize.ofGigabytes(1)))
                .withMessageContaining("countersign.spool.folder");
    }
}
