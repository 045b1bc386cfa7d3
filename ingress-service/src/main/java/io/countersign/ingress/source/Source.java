package io.countersign.ingress.source;

import io.countersign.ingress.address.Networks;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Authentication.Genuine;
import io.countersign.ingress.signature.Authentication.Refused;
import io.countersign.ingress.signature.HeaderFields;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/** A configured endpoint. Thread-safe. */
public final class Source {

    private final String name;
    private final String provider;
    private final List<Proof> proofs;
    private final Normaliser normaliser;
    private final int bodyLimit;
    private final Networks allowedAddresses;

    /**
     * @param proofs what a sender has to prove, all of it; the first one is the source's signature scheme
     * @param bodyLimit the largest body accepted, in bytes
     * @param allowedAddresses who may post; nothing for everybody
     */
    Source(
            String name,
            String provider,
            List<Proof> proofs,
            Normaliser normaliser,
            int bodyLimit,
            Networks allowedAddresses) {
        this.name = name;
        this.provider = provider;
        this.proofs = List.copyOf(proofs);
        this.normaliser = normaliser;
        this.bodyLimit = bodyLimit;
        this.allowedAddresses = allowedAddresses;
    }

    public String name() {
        return name;
    }

    /** Name of the provider that posts here. */
    public String provider() {
        return provider;
    }

    public Normaliser normaliser() {
        return normaliser;
    }

    /** The largest body accepted, in bytes. */
    public int bodyLimit() {
        return bodyLimit;
    }

    /** Whether requests are looked at from some addresses only. */
    public boolean isRestricted() {
        return !allowedAddresses.isEmpty();
    }

    /** Whether requests from this address are looked at. */
    public boolean allows(InetAddress address) {
        return allowedAddresses.isEmpty() || allowedAddresses.contain(address);
    }

    /** Whether the sender has proved all that it has to; tells the secret of the signature scheme. */
    public Authentication authenticate(HeaderFields headers, byte[] body, Instant now) {
        Authentication signature = proofs.get(0).authenticate(headers, body, now);
        if (signature instanceof Genuine) {
            for (Proof further : proofs.subList(1, proofs.size())) {
                Authentication result = further.authenticate(headers, body, now);
                if (result instanceof Refused) {
                    return result;
                }
            }
        }
        return signature;
    }
}
