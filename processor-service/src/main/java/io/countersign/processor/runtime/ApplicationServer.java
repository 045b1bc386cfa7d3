package io.countersign.processor.runtime;

import org.apache.kafka.streams.state.HostInfo;

/** Where this instance answers questions of the others. */
@FunctionalInterface
public interface ApplicationServer {

    /** Host and port, known once the web server listens. */
    HostInfo address();
}
