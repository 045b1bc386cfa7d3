package io.countersign.benchmarks.load;

import io.countersign.benchmarks.load.Template.Part;
import io.countersign.benchmarks.load.Template.Place;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An endless stream of genuine webhooks: all kinds of the examples, each resource's in their order, those of many
 * resources at once, every one with an id of its own, signed at this moment; and now and then one again, byte for byte.
 * Not thread-safe.
 */
public final class Webhooks {

    private static final int REMEMBERED = 256;
    private static final int REMEMBER_ONE_IN = 16;
    private static final int LARGEST = 8 * 1024;

    private final Template[][] walks;
    private final Mac devengo;
    private final Mac nuapay;
    private final SplittableRandom random;
    private final double duplicates;

    /** What each resource under way has come to: a slot begins anew with another resource when one has ended. */
    private final byte[] steps;

    private final int[] generations;

    /** How many events each resource under way has had. */
    private final int[] told;

    /** How many it has before another takes its slot; 0 for one walk. */
    private final int ledger;

    private final long salt;
    private long sequence;

    /** Nuapay's events have no id but their time: two of a resource in one millisecond would be one. */
    private long lastMillis;

    private long resourcesBegun;

    private final byte[][] remembered = new byte[REMEMBERED][];
    private final int[] rememberedBodyStarts = new int[REMEMBERED];
    private final String[] rememberedProviders = new String[REMEMBERED];
    private int rememberedCount;

    private final byte[] request = new byte[LARGEST];
    private int length;
    private int bodyStart;
    private String provider = "";
    private boolean duplicate;

    private long isoSecond;
    private byte[] iso = new byte[0];

    /**
     * @param seed of two streams with different seeds none has an event or a resource of the other's
     * @param resources how many are under way at once, at least 1
     * @param duplicates share of webhooks that are sent again, from 0 to below 1
     */
    public Webhooks(Secrets secrets, long seed, int resources, double duplicates) {
        this(secrets, seed, resources, duplicates, 0);
    }

    /**
     * The same with ledgers of one length.
     *
     * @param ledger how many events each resource has, its walk cut short or walked again and again; 0 for its walk, once
     */
    public Webhooks(Secrets secrets, long seed, int resources, double duplicates, int ledger) {
        if (ledger < 0) {
            throw new IllegalArgumentException("ledger must be at least 0, not " + ledger);
        }
        if (resources < 1) {
            throw new IllegalArgumentException("resources must be at least 1, not " + resources);
        }
        if (!(duplicates >= 0 && duplicates < 1)) {
            throw new IllegalArgumentException("duplicates must be from 0 to below 1, not " + duplicates);
        }
        Map<String, Template> templates = new HashMap<>();
        walks = new Template[Walk.SHARES][];
        for (int slot = 0; slot < Walk.SHARES; slot++) {
            Walk walk = Walk.ofSlot(slot);
            walks[slot] = walk.events().stream()
                    .map(event -> templates.computeIfAbsent(event, name -> Template.of(walk.provider(), name, secrets)))
                    .toArray(Template[]::new);
        }
        devengo = mac(secrets.devengo());
        nuapay = mac(secrets.nuapay());
        random = new SplittableRandom(seed);
        salt = Ids.mix(seed);
        sequence = Ids.mix(salt);
        this.duplicates = duplicates;
        steps = new byte[resources];
        generations = new int[resources];
        told = new int[resources];
        this.ledger = ledger;
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    /** Makes the next webhook; what the other methods say is of this one until the next call. */
    public void next() {
        duplicate = rememberedCount > 0 && random.nextDouble() < duplicates;
        if (duplicate) {
            int which = random.nextInt(rememberedCount);
            length = remembered[which].length;
            System.arraycopy(remembered[which], 0, request, 0, length);
            bodyStart = rememberedBodyStarts[which];
            provider = rememberedProviders[which];
            return;
        }
        int slot = random.nextInt(steps.length);
        Template[] walk = walks[slot % walks.length];
        if (told[slot] == 0) {
            resourcesBegun++;
        }
        make(walk[steps[slot]], (long) generations[slot] * steps.length + slot);
        boolean walked = ++steps[slot] == walk.length;
        if (walked) {
            steps[slot] = 0;
        }
        if (++told[slot] == ledger || (ledger == 0 && walked)) {
            steps[slot] = 0;
            told[slot] = 0;
            generations[slot]++;
        }
        if (duplicates > 0 && random.nextInt(REMEMBER_ONE_IN) == 0) {
            remember();
        }
    }

    /** Forgets what could be sent again, so that no signature of long ago is. */
    public void forget() {
        rememberedCount = 0;
    }

    private void remember() {
        int which = rememberedCount < REMEMBERED ? rememberedCount++ : random.nextInt(REMEMBERED);
        remembered[which] = java.util.Arrays.copyOf(request, length);
        rememberedBodyStarts[which] = bodyStart;
        rememberedProviders[which] = provider;
    }

    private void make(Template template, long resource) {
        byte[] bytes = template.bytes();
        length = bytes.length;
        bodyStart = template.bodyStart();
        provider = template.provider();
        System.arraycopy(bytes, 0, request, 0, length);
        long millis = System.currentTimeMillis();
        long event = sequence++;
        List<Place> places = template.places();
        // The signature is the last part, so everything that it covers is there by then.
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            write(place.part(), place.at(), millis, event, resource);
        }
    }

    private void write(Part part, int at, long millis, long event, long resource) {
        switch (part) {
            case EVENT_ID -> Ids.base62(event, request, at);
            case EVENT_UUID -> Ids.uuid(event, request, at);
            case TASK_UUID -> Ids.uuid(~event, request, at);
            case RESOURCE_ID -> Ids.base62(salt ^ resource, request, at);
            case RESOURCE_UUID -> Ids.uuid(salt ^ resource, request, at);
            case RESOURCE_WORD -> Ids.base36((salt >>> 14) ^ resource, request, at);
            case ISO_TIME -> System.arraycopy(iso(millis / 1000), 0, request, at, part.length());
            case SECONDS -> Ids.decimal(millis / 1000, part.length(), request, at);
            case MILLIS -> {
                lastMillis = Math.max(millis, lastMillis + 1);
                Ids.decimal(lastMillis, part.length(), request, at);
            }
            case SIGNATURE -> Ids.hex(signature(millis / 1000), request, at);
        }
    }

    private byte[] signature(long second) {
        if (provider.equals("nuapay")) {
            nuapay.update(request, bodyStart, length - bodyStart);
            return nuapay.doFinal();
        }
        byte[] prefix = new byte[11];
        Ids.decimal(second, 10, prefix, 0);
        prefix[10] = '.';
        devengo.update(prefix);
        devengo.update(request, bodyStart, length - bodyStart);
        return devengo.doFinal();
    }

    private byte[] iso(long second) {
        if (second != isoSecond) {
            isoSecond = second;
            iso = Instant.ofEpochSecond(second)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString()
                    .getBytes(StandardCharsets.US_ASCII);
        }
        return iso;
    }

    /** The whole HTTP request, from the first byte to {@link #length()}. Valid until the next call. */
    public byte[] request() {
        return request;
    }

    /** Length of the request in bytes. */
    public int length() {
        return length;
    }

    /** A copy of the body. */
    public byte[] body() {
        return java.util.Arrays.copyOfRange(request, bodyStart, length);
    }

    /** Whose webhook it is; also the name of the source. */
    public String provider() {
        return provider;
    }

    /** How many resources there have been webhooks of. */
    public long resourcesBegun() {
        return resourcesBegun;
    }

    /** Whether it was sent before. */
    public boolean isDuplicate() {
        return duplicate;
    }
}
