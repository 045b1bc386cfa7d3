package io.countersign.ingress.signature;

import java.util.List;

/** The header fields of a request. */
@FunctionalInterface
public interface HeaderFields {

    /**
     * All values of the fields called {@code name}, one element a field line, in the order received; empty where there is
     * none.
     *
     * @param name name of the field; upper and lower case are the same (RFC 9110, section 5.1)
     */
    List<String> values(String name);
}
