package io.countersign.topic;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CreateTopicsTest {

    @Test
    void brokers_and_replicas_have_to_be_told() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateTopics.main(new String[] {"127.0.0.1:1"}))
                .withMessageContaining("<replicas>");
    }
}
