package io.countersign.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.LocalBroker;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateTopicsIT {

    @Test
    void all_topics_are_there_after_the_first_run_and_after_the_second(@TempDir Path folder) throws Exception {
        try (LocalBroker broker = LocalBroker.in(folder).start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            String[] arguments = {broker.bootstrapServers(), "1"};

            CreateTopics.main(arguments);
            CreateTopics.main(arguments);

            assertThat(admin.listTopics().names().get())
                    .containsAll(TopicCatalogue.all().stream().map(Topic::name).toList());
        }
    }
}
