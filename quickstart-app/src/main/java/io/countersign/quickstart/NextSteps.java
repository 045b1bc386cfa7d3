package io.countersign.quickstart;

import io.countersign.quickstart.page.Page;
import io.countersign.quickstart.sample.Signer;
import io.countersign.quickstart.stack.Build;
import io.countersign.quickstart.stack.LocalStack;
import io.countersign.quickstart.stack.SourceSecret;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where everything is, and commands to try: each works as it is printed. */
final class NextSteps {

    /** The line break is part of the body that is signed. */
    private static final String BODY = """
            {"eventTimestamp": 1727154185005, "eventType": "VerificationCompleted",
                "resourceId": "my-first", "resourceType": "Verification", "resourceOwner": "me"}""";

    private final LocalStack stack;
    private final Path folder;

    NextSteps(LocalStack stack) {
        this.stack = stack;
        this.folder = Workplace.relative(stack.folder());
    }

    void print(Page page, boolean empty) {
        page.heading("It is up");
        page.line("  ingress    " + stack.ingress().url() + "/webhooks/<source>, health on "
                + stack.ingress().managementUrl() + "/actuator/health");
        page.line("  processor  " + stack.processor().url() + "/resources/..., health on "
                + stack.processor().managementUrl() + "/actuator/health");
        page.line("  Kafka      " + stack.bootstrapServers());
        page.line("  registry   " + stack.registry().url());
        page.line("  sources    " + String.join(", ", stack.secrets().sources()) + "; their secrets are in "
                + Workplace.relative(stack.secrets().file()));
        page.line("  logs       " + folder.resolve("logs"));
        page.line("  topics     " + String.join("\n             ", topics()));

        page.heading("Try next");
        List<String> commands = empty ? List.of() : states();
        commands.forEach(page::line);
        page.line("  Send a webhook, signed for you as Nuapay does, and see what becomes of it:");
        page.line();
        page.line(signed());
        page.line("    curl -s " + stack.processor().url() + "/resources/nuapay/verification/my-first");
        page.line();
        page.line("  Sign one yourself, as Devengo does:");
        page.line();
        page.line(signing());
        page.line();
        page.line("  Send everything through again as a job, first looking, and see that nothing is counted twice:");
        page.line();
        page.line(replay("--dry-run"));
        page.line(replay("--yes"));
        page.line();
        page.line(page.bold("Ctrl-C ends it.") + " The data are kept for the next run; --fresh deletes them.");
    }

    private List<String> states() {
        return List.of(
                "  The state and the history of an account, and all verifications that are confirmed:",
                "",
                "    curl -s " + stack.processor().url() + "/resources/devengo/account/acc_fYpgX5Ytdxzexuf61lFmw",
                "    curl -s '" + stack.processor().url() + "/resources/verification?status=confirmed'",
                "");
    }

    private String signed() {
        SourceSecret nuapay = stack.secrets().of("nuapay");
        return "    curl -i " + stack.ingress().url() + "/webhooks/nuapay -H 'Content-Type: application/json' \\\n"
                + "      -H '" + nuapay.header() + ": "
                + Signer.sign(nuapay, BODY.getBytes(StandardCharsets.UTF_8), Instant.EPOCH) + "' \\\n"
                + "      --data-raw '" + BODY + "'";
    }

    private String signing() {
        SourceSecret devengo = stack.secrets().of("devengo");
        Path sample = Workplace.relative(
                Build.home().resolve("quickstart-app/src/main/resources/samples/devengo/account.closed.json"));
        return """
                    secret=$(sed -n 's/.*"devengo": .*"secret": "\\([^"]*\\)".*/\\1/p' %s)
                    body=$(cat %s)
                    t=$(date +%%s)
                    v1=$(printf '%%s.%%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret" | sed 's/.* //')
                    curl -i %s/webhooks/devengo -H 'Content-Type: application/json' \\
                      -H "%s: t=$t,v1=$v1" --data-raw "$body\"""".formatted(
                        quoted(Workplace.relative(stack.secrets().file())),
                        quoted(sample),
                        stack.ingress().url(),
                        devengo.header())
                .indent(4)
                .stripTrailing();
    }

    /** What the tool takes for granted is where a quickstart is that was asked for nothing else. */
    private String replay(String option) {
        Path tool = Workplace.relative(Build.home().resolve("replay-tool/replay-tool"));
        return "    " + quoted(tool) + " replay " + option + " --bootstrap-servers " + stack.bootstrapServers()
                + " \\\n" + "      --registry " + stack.registry().url();
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** The topics by family, such as {@code family.{one, other}}. */
    private static List<String> topics() {
        return TopicCatalogue.all().stream()
                .map(Topic::name)
                .collect(Collectors.groupingBy(
                        (Function<String, String>) name -> name.substring(0, name.lastIndexOf('.')),
                        java.util.LinkedHashMap::new,
                        Collectors.mapping(
                                name -> name.substring(name.lastIndexOf('.') + 1), Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(family -> family.getKey() + "."
                        + (family.getValue().contains(",") ? "{" + family.getValue() + "}" : family.getValue()))
                .toList();
    }
}
