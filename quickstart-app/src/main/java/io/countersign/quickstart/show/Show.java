package io.countersign.quickstart.show;

import io.countersign.quickstart.page.Page;
import io.countersign.quickstart.page.StartProgress;
import io.countersign.quickstart.sample.ExpectedResource;
import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.stack.LocalStack;
import io.countersign.quickstart.stack.Progress;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends the samples through a running stack, prints what becomes of them, and checks every claim that it prints. */
public final class Show {

    /** As it stands in the sample's body, with its quotes: four digits alone may be part of anything. */
    private static final String ONE_TIME_CODE = "\"1234\"";

    private static final String RECEIVED = family(TopicCatalogue.received(ResourceType.ACCOUNT));
    private static final String EVENTS = family(TopicCatalogue.events(ResourceType.ACCOUNT));

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final LocalStack stack;
    private final Page page;
    private final long seed;
    private final Sender sender;
    private final ResourceReader resources;
    private final TopicReader topics;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Sample, Answer> acknowledged = new LinkedHashMap<>();

    /**
     * @param stack what is shown, started
     * @param page where it is shown
     * @param seed of the order in which the samples are sent
     */
    public Show(LocalStack stack, Page page, long seed) {
        this.stack = stack;
        this.page = page;
        this.seed = seed;
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        this.sender = new Sender(http, stack.ingress().url(), stack.secrets(), InstantSource.system());
        this.resources = new ResourceReader(http, stack.processor().url());
        this.topics = new TopicReader(stack);
    }

    /**
     * Runs the show.
     *
     * @return whether everything was as it must be
     */
    public boolean run() throws InterruptedException {
        send();
        tellReceipts();
        settle();
        int right = tellStates();
        int once = tellEvents();
        tellTheCode();
        return tellResult(once, right);
    }

    private void send() throws InterruptedException {
        page.heading("What came in");
        page.line("  The 27 sample webhooks of three providers, shuffled (--seed " + seed + " sends them so again),");
        page.line("  some twice, some late, and a few that must not get in:");
        page.line();
        page.line(page.pale("      #  source   webhook                      how                   answer"));
        int number = 0;
        for (Delivery delivery : Programme.of(seed)) {
            Answer answer = sender.send(delivery);
            boolean right = isRight(delivery, answer);
            number++;
            page.line("  " + page.mark(right) + " " + String.format(Locale.ROOT, "%3d", number) + "  "
                    + page.column(delivery.webhook().source(), 7) + "  "
                    + page.column(delivery.webhook().name(), 27) + "  "
                    + page.column(delivery.manner().words(), 20) + "  "
                    + told(answer));
            if (right && delivery.manner().isFirst()) {
                acknowledged.put(delivery.webhook(), answer);
            }
            if (!right) {
                wrong.add("#" + number + " " + delivery.webhook().name() + " ("
                        + delivery.manner().words()
                        + ") was answered " + told(answer) + ", not "
                        + delivery.manner().answer());
            }
        }
    }

    /** Every acknowledgement is signed; one is shown. */
    private void tellReceipts() {
        boolean shown = false;
        for (Map.Entry<Sample, Answer> entry : acknowledged.entrySet()) {
            Sample sample = entry.getKey();
            String eventId = entry.getValue().eventId();
            Optional<Receipt> receipt = Receipt.verified(
                            String.valueOf(entry.getValue().receipt()),
                            stack.secrets().receiptKey())
                    .filter(found -> eventId != null && found.isFor(sample.source(), eventId, sample.body()));
            if (receipt.isEmpty()) {
                wrong.add("The receipt for " + sample.name() + " does not prove it");
            } else if (!shown) {
                shown = true;
                page.line();
                page.line("  Each 200 carries a receipt, signed: proof of what came in, and when. The first says:");
                receipt.get().claims().forEach((claim, value) -> page.line("    " + page.column(claim, 12) + value));
            }
        }
    }

    private static boolean isRight(Delivery delivery, Answer answer) {
        return answer.status() == delivery.manner().answer() && (answer.status() != 200 || answer.isAcknowledgement());
    }

    private String told(Answer answer) {
        String detail = answer.eventId() != null ? answer.eventId() : answer.problem();
        return (answer.status() + "  " + page.column(detail == null ? "" : detail, 26)).strip();
    }

    /** Until the processor has done with all that was received. */
    private void settle() throws InterruptedException {
        try (StartProgress progress = new StartProgress(page)) {
            Progress.Step step = progress.begin("the processor works through it");
            page.line();
            long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
            while (!topics.everythingIsProcessed()) {
                if (System.nanoTime() - deadline > 0) {
                    wrong.add(
                            "The processor had not done with the webhooks after " + SETTLED_WITHIN.toSeconds() + " s");
                    return;
                }
                Thread.sleep(POLL.toMillis());
            }
            step.done();
        }
    }

    private int tellStates() throws InterruptedException {
        page.heading("What became of it");
        page.line("  GET " + stack.processor().url() + "/resources/<provider>/<type>/<id>");
        page.line();
        int right = 0;
        int applied = 0;
        int late = 0;
        for (ExpectedResource expected : ExpectedResource.all()) {
            Optional<ResourceView> view = resources.read(expected);
            boolean matches = view.isPresent() && view.get().matches(expected);
            page.line("  " + page.mark(matches) + " " + page.column(expected.provider(), 7) + "  "
                    + page.column(expected.type(), 16) + "  " + page.column(expected.id(), 36) + "  "
                    + page.bold(view.map(ResourceView::status).orElse("unknown")));
            view.ifPresent(found -> page.line("        " + page.pale(told(found))));
            late += (int) view.stream()
                    .flatMap(found -> found.history().stream())
                    .filter(ResourceView.Event::late)
                    .count();
            applied += (int) view.stream()
                    .flatMap(found -> found.history().stream())
                    .filter(event -> !event.late())
                    .count();
            if (matches) {
                right++;
            } else {
                wrong.add(expected.path() + " is "
                        + view.map(found -> found.status() + " with "
                                        + found.history().size() + " events")
                                .orElse("unknown")
                        + ", not " + String.join(" or ", expected.statuses()) + " with " + expected.events());
            }
        }
        page.line();
        page.line("  " + applied + " events applied, " + late + " late.  " + page.late()
                + " late: newer ones were there before it; recorded, the status untouched");
        page.line("  ! a step that the provider's documentation does not tell: applied, and flagged");
        return right;
    }

    private String told(ResourceView view) {
        return String.join(
                page.arrow(),
                view.history().stream()
                        .map(event ->
                                event.word() + (event.late() ? page.late() : "") + (event.unexpected() ? "!" : ""))
                        .toList());
    }

    private int tellEvents() {
        page.heading("What other teams read");
        TopicReader.Events events = topics.events();
        events.byTopic()
                .forEach((topic, count) -> page.line("  " + page.column(topic, 36) + String.format("%4d", count)));
        int received = Stream.of(ResourceType.values())
                .map(TopicCatalogue::received)
                .mapToInt(topics::count)
                .sum();
        int sum = events.byTopic().values().stream().mapToInt(Integer::intValue).sum();
        Topic quarantine = TopicCatalogue.quarantine();
        int quarantined = topics.count(quarantine);
        page.line("  " + page.column(quarantine.name(), 36) + String.format("%4d", quarantined));
        page.line();
        page.line("  " + received + " deliveries in " + RECEIVED + ", " + sum + " events: " + (received - sum)
                + " duplicates left out.");
        if (quarantined == 0) {
            wrong.add("What was no event is not in " + quarantine.name());
        }
        int once = 0;
        for (Sample sample : Sample.all()) {
            int count = count(events, sample);
            if (count == 1) {
                once++;
            } else {
                wrong.add(sample.source() + " " + sample.name() + " is " + count + " times in " + EVENTS);
            }
        }
        events.byIdentity().forEach((identity, count) -> {
            if (count != 1) {
                wrong.add(identity.type() + " " + identity.eventId() + " is " + count + " times in " + EVENTS);
            }
        });
        return once;
    }

    private static String family(Topic topic) {
        return topic.name().substring(0, topic.name().lastIndexOf('.')) + ".*";
    }

    private int count(TopicReader.Events events, Sample sample) {
        Answer answer = acknowledged.get(sample);
        if (answer == null) {
            return 0;
        }
        return events.byIdentity().entrySet().stream()
                .filter(event -> event.getKey().provider().equals(sample.source())
                        && event.getKey().eventId().equals(answer.eventId())
                        && event.getKey().providerType().equals(sample.providerType()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void tellTheCode() throws InterruptedException {
        List<String> found = new ArrayList<>(topics.topicsWith(ONE_TIME_CODE));
        found.addAll(logsWith(ONE_TIME_CODE));
        if (found.isEmpty()) {
            page.line("  LOX24's one-time code is in no topic and in no log.");
        } else {
            wrong.add("LOX24's one-time code is in " + String.join(", ", found));
        }
    }

    private List<String> logsWith(String text) {
        try (Stream<Path> files = Files.list(stack.logs())) {
            List<String> found = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file.toString());
                }
            }
            return found;
        } catch (IOException e) {
            return List.of("logs that cannot be read: " + e.getMessage());
        }
    }

    private boolean tellResult(int once, int right) {
        int samples = Sample.all().size();
        boolean ok = wrong.isEmpty();
        page.line();
        page.line(page.mark(ok) + " "
                + page.bold(acknowledged.size() + " of " + samples + " samples acknowledged, " + once
                        + " events once each, " + right
                        + (ok ? "" : " of " + ExpectedResource.all().size())
                        + " resources in the right state"));
        if (!ok) {
            page.line();
            page.line(page.bad("What was wrong:"));
            wrong.forEach(what -> page.line("  - " + what));
            page.line("The logs are in " + stack.logs());
        }
        return ok;
    }
}
