package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.sample.Signer;
import io.countersign.quickstart.stack.SourceSecret;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What must not be anywhere is looked for everywhere: in every byte of every topic, every log line, every answer. */
@ExtendWith(SharedSystem.class)
class SecrecyIT {

    // Long enough that no digest, offset or time has them by chance.
    private static final String CODE = "739164820517";
    private static final String CODE_AS_NUMBER = "739164820599";
    private static final String CODE_AS_WORD = "quokka-zephyr-code";
    private static final String IBAN = "ES7921000813610123456789";
    private static final String PHONE = "+4915799887766";
    private static final String NAME = "Quirina Zephyrine Testfall";
    private static final String WRONG_SECRET = "planted-wrong-secret-4f2e9a";

    @Test
    void neitherCodesNorSecretsNorPersonalDataAreWhereTheyMustNotBe(Countersign countersign) throws Exception {
        List<Reply> replies = new ArrayList<>();
        for (Sample event : events()) {
            Reply reply = countersign.send(event);
            assertThat(reply.status()).as("%s: %s", event.name(), reply).isEqualTo(200);
            replies.add(reply);
        }
        for (Sample nonsense : noEvents()) {
            Reply reply = countersign.send(nonsense);
            assertThat(reply.status()).as("%s: %s", nonsense.name(), reply).isEqualTo(400);
            replies.add(reply);
        }
        replies.addAll(refused(countersign));
        countersign.awaitProcessed();
        replies.addAll(redriven(countersign));
        countersign.awaitProcessed();

        // The search finds what is there: the phone number is a typed field.
        assertThat(topicsWith(countersign, List.of(PHONE)))
                .anyMatch(found -> found.startsWith(
                        TopicCatalogue.events(ResourceType.VERIFICATION).name()))
                .anyMatch(found -> found.contains("changelog"));

        List<String> codes = List.of(CODE, CODE_AS_NUMBER, CODE_AS_WORD);
        List<String> secrets = countersign.secrets();
        secrets.add(WRONG_SECRET);
        List<String> neverKept = new ArrayList<>(codes);
        neverKept.addAll(secrets);
        assertThat(topicsWith(countersign, neverKept)).isEmpty();

        List<String> neverTold = new ArrayList<>(neverKept);
        neverTold.addAll(List.of(IBAN, PHONE, PHONE.substring(1), NAME));
        assertThat(countersign.logsWith(neverTold)).isEmpty();
        // Of what went wrong there is a line, in each form that logs are kept in.
        assertThat(countersign.installation().logs().entrySet())
                .filteredOn(log -> log.getKey().matches("(ingress|processor).*"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(log -> assertThat(new String(log.getValue(), StandardCharsets.UTF_8))
                        .contains("put into quarantine."));
        assertThat(replies)
                .extracting(Reply::body)
                .noneMatch(body -> neverTold.stream().anyMatch(body::contains));
        countersign.assertThatTheBooksBalance();
    }

    @Test
    void tracesDoNotHaveThemEither(Countersign countersign) throws Exception {
        Collector collector = countersign.collector();
        for (Sample event : events()) {
            assertThat(countersign.send(event).status()).as(event.name()).isEqualTo(200);
        }
        for (Sample nonsense : noEvents()) {
            assertThat(countersign.send(nonsense).status()).as(nonsense.name()).isEqualTo(400);
        }
        List<String> neverTold = countersign.secrets();
        neverTold.addAll(List.of(CODE, CODE_AS_NUMBER, CODE_AS_WORD, IBAN, PHONE, PHONE.substring(1), NAME));

        // Spans leave one batch after another: once the last one is there, so are all.
        String last = "evt-e2e-secret-last";
        countersign.acknowledged(Example.codeDelivery("e2e-secret-last").sample());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(collector.about(last)).hasSize(2));

        assertThat(collector.with(List.of(last))).isNotEmpty();
        assertThat(collector.with(neverTold)).isEmpty();
    }

    private static List<Sample> events() {
        Example delivery = delivery("e2e-secret-1").with("/data/code", CODE);
        return List.of(
                named("a success", delivery.sample()),
                named(
                        "its code as a number",
                        delivery("e2e-secret-2")
                                .with("/data/code", Long.parseLong(CODE_AS_NUMBER))
                                .sample()),
                named(
                        "its code as a word",
                        delivery("e2e-secret-3")
                                .with("/data/code", CODE_AS_WORD)
                                .sample()),
                named(
                        "a code in its history",
                        delivery.with("/id", "evt-e2e-secret-4")
                                .with("/data/id", "e2e-secret-4")
                                .with("/data/history/0/code", CODE)
                                .sample()),
                named(
                        "its field's name in escapes",
                        new Sample(
                                "lox24",
                                "escaped",
                                delivery("e2e-secret-5")
                                        .with("/data/code", CODE_AS_WORD)
                                        .sample()
                                        .json()
                                        .replace("\"code\":", "\"c\\u006fde\":"))),
                named(
                        "an unmapped type",
                        delivery("e2e-secret-6")
                                .with("/name", "verify_code.resent")
                                .with("/data/code", CODE)
                                .sample()),
                // The same event with another code is the same event: to be compared, a digest would have to hold it.
                named(
                        "the same with another code",
                        delivery.with("/data/code", CODE_AS_WORD).sample()),
                // A conflict takes the processor's way into quarantine.
                named("a conflict", delivery.with("/data/cost", 77).sample()),
                named(
                        "a payment",
                        Example.payment("pyo_e2e_secret", "created", 0)
                                .with("/data/object/destination/iban", IBAN)
                                .with("/data/object/recipient", NAME)
                                .with("/data/object/description", PHONE)
                                .sample()));
    }

    private static List<Sample> noEvents() {
        Sample success = delivery("e2e-secret-7").with("/data/code", CODE).sample();
        String json = success.json();
        return List.of(
                lox24("no event", "{\"hello\":\"world\",\"code\":\"" + CODE + "\",\"phone\":\"" + PHONE + "\"}"),
                lox24("no event, but a number", "{\"code\":" + CODE_AS_NUMBER + "}"),
                lox24("no time", json.replace("\"created_at\":1735689600", "\"created_at\":\"never\"")),
                lox24("broken off", json.substring(0, json.indexOf(CODE) + CODE.length())),
                lox24("not JSON", json.replaceFirst("\\{", "{,")),
                lox24("a field twice", json.replaceFirst("\\{", "{\"code\":" + CODE_AS_NUMBER + ",\"code\":\"x\",")),
                lox24("an array", "[" + json + "]"),
                lox24("a string", "\"" + CODE + "\""),
                lox24("a form", "code=" + CODE + "&phone=" + PHONE),
                named(
                        "an IBAN for a time",
                        Example.payment("pyo_e2e_secret_2", "created", 0)
                                .with("/created_at", IBAN)
                                .sample()),
                named(
                        "a name for an amount",
                        Example.payment("pyo_e2e_secret_3", "created", 0)
                                .with("/data/object/amount/cents", NAME)
                                .sample()),
                new Sample("devengo", "an IBAN and no JSON", "{\"id\":\"" + IBAN + "\",,}"),
                new Sample("nuapay", "a phone and no event", "{\"phone\":\"" + PHONE + "\"}"));
    }

    private static List<Reply> refused(Countersign countersign) throws Exception {
        Sample success = delivery("e2e-secret-8").with("/data/code", CODE).sample();
        Sample payment = Example.payment("pyo_e2e_secret_4", "created", 0)
                .with("/data/object/recipient", NAME)
                .sample();
        SourceSecret devengo = countersign.installation().secrets().of("devengo");
        String signature = Signer.sign(devengo, payment.body(), Instant.now());
        List<Reply> replies = List.of(
                countersign.send("lox24", success.json(), Map.of("X-Lox24-Secret", WRONG_SECRET)),
                countersign.send("lox24", success.json(), Map.of("Authorization", "Bearer " + WRONG_SECRET)),
                countersign.send("lox24?secret=" + WRONG_SECRET, success.json(), Map.of()),
                countersign.send("devengo", payment.json() + " ", Map.of(devengo.header(), signature)),
                countersign.send(WRONG_SECRET, success.json(), Map.of()));
        assertThat(replies).extracting(Reply::status).containsExactly(401, 401, 401, 401, 404);
        return replies;
    }

    /** Everything in quarantine once more, what is no event and the conflict, which is one again. */
    private static List<Reply> redriven(Countersign countersign) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(countersign.quarantine("source=lox24"))
                        .extracting(record -> record.path("reason").asString())
                        .contains("NOT_AN_EVENT", "NOT_JSON", "DUPLICATE_KEY", "CONFLICT"));
        List<Reply> replies = new ArrayList<>();
        for (JsonNode record : countersign.quarantine("source=lox24")) {
            Reply reply = countersign.redrive(record.path("id").asString());
            assertThat(reply.status()).as("%s", reply).isEqualTo(200);
            replies.add(reply);
        }
        // Only who asks for one record sees its body, which has the phone number.
        replies.add(countersign.resource("/quarantine?source=lox24"));
        return replies;
    }

    private static Example delivery(String id) {
        return Example.codeDelivery(id).with("/data/phone", PHONE);
    }

    private static Sample lox24(String name, String json) {
        return new Sample("lox24", name, json);
    }

    private static Sample named(String name, Sample sample) {
        return new Sample(sample.source(), name, sample.json());
    }

    /** Of every topic, Kafka's own and Kafka Streams' included, the places of records that hold one of the texts. */
    private static List<String> topicsWith(Countersign countersign, List<String> texts) {
        List<byte[]> sought = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        List<String> found = new ArrayList<>();
        List<String> topics = countersign.topics().all();
        assertThat(topics)
                .contains(
                        "__consumer_offsets",
                        "__transaction_state",
                        TopicCatalogue.quarantine().name());
        for (String topic : topics) {
            for (ConsumerRecord<byte[], byte[]> message : countersign.topics().everyRecord(topic)) {
                boolean here = Stream.concat(
                                Stream.of(message.key(), message.value()),
                                Stream.of(message.headers().toArray())
                                        .flatMap(header -> Stream.of(
                                                header.key().getBytes(StandardCharsets.UTF_8), header.value())))
                        .anyMatch(bytes -> sought.stream().anyMatch(text -> Bytes.contain(bytes, text)));
                if (here) {
                    found.add(topic + " " + message.partition() + "/" + message.offset());
                }
            }
        }
        return found;
    }
}
