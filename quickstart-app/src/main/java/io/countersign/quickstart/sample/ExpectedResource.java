package io.countersign.quickstart.sample;

import java.util.List;
import java.util.Set;

/**
 * What a resource of the samples must end as, in whatever order they are sent.
 *
 * @param provider its provider
 * @param type its type, as paths spell it
 * @param id its id at the provider
 * @param statuses the canonical statuses that are right; several where the samples hold ends that exclude each other, of
 *     which the one that comes last stays
 * @param events how many different events its history has
 */
public record ExpectedResource(String provider, String type, String id, Set<String> statuses, int events) {

    public ExpectedResource {
        statuses = Set.copyOf(statuses);
    }

    /** All resources of the samples. */
    public static List<ExpectedResource> all() {
        return List.of(
                devengo("account", "acc_fYpgX5Ytdxzexuf61lFmw", 5, "closed"),
                devengo("incoming-payment", "pyi_FvfNdwkak009PWsv0wDRd", 3, "confirmed", "rejected"),
                devengo("outgoing-payment", "pyo_2togcJuFHW1Vc0T8Cb2te7", 2, "blocked"),
                devengo("outgoing-payment", "pyo_2togcJuFHW1Vc0T8Cb2tpq1", 1, "pending"),
                devengo("outgoing-payment", "pyo_2togcJuFHW1Vc0T8Cb2tku7", 2, "retrying"),
                devengo("outgoing-payment", "pyo_2togcJuFHW1Vc0T8Cb2tre4", 2, "denied"),
                devengo("outgoing-payment", "pyo_2togcJuFHW1Vc0T8Cb2jy3", 3, "confirmed", "rejected"),
                devengo("outgoing-payment", "pyo_2togcJuFHW1Vc0T8Cb2j5ts", 1, "reversed"),
                devengo("verification", "vrf_677Rhc1GQQLoGZIxPHbgb0", 6, "confirmed", "rejected", "failed", "expired"),
                new ExpectedResource("nuapay", "verification", "a3vklmvfge", Set.of("completed"), 1),
                new ExpectedResource(
                        "lox24", "verification", "a1b2c3d4-e5f6-7890-abcd-ef1234567890", Set.of("confirmed"), 1));
    }

    /** Where the processor tells its state. */
    public String path() {
        return "/resources/" + provider + "/" + type + "/" + id;
    }

    private static ExpectedResource devengo(String type, String id, int events, String... statuses) {
        return new ExpectedResource("devengo", type, id, Set.of(statuses), events);
    }
}
