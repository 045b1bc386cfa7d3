package io.countersign.ingress.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RotationPropertiesTest {

    @Test
    void theIntervalIsFromATenthOfASecondToAnHour() {
        assertThatThrownBy(() -> new RotationProperties(Duration.ofMillis(99))).hasMessageContaining("not PT0.099S");
        assertThat(new RotationProperties(Duration.ofMillis(100)).interval()).hasMillis(100);
        assertThat(new RotationProperties(Duration.ofHours(1)).interval()).hasHours(1);
        assertThatThrownBy(() -> new RotationProperties(Duration.ofHours(1).plusMillis(1)))
                .hasMessageContaining("countersign.rotation.interval must be from");
    }
}
