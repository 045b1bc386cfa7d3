package io.countersign.platform;

/** Another program listens on the port that a child was to have. */
public final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int port;

    PortTakenException(String name, int port) {
        super("Port " + port + " of 127.0.0.1, meant for the " + name + ", is taken by another program");
        this.port = port;
    }

    /** Returns the port that is taken. */
    public int port() {
        return port;
    }
}
