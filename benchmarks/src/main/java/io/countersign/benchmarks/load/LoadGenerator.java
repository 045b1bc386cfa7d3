package io.countersign.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/**
 * The load generator's process: reads one {@link Load} a line from standard input as JSON, sends it, and writes one
 * {@link LoadResult} a line to standard output; progress goes to standard error. Ends with its input. One process for all
 * runs of a session, so that it is as warm in the last one as in the first.
 */
public final class LoadGenerator {

    private LoadGenerator() {}

    /** Takes the seed, the number of resources under way, and the share of duplicates; secrets are in the environment. */
    public static void main(String[] arguments) throws IOException {
        Webhooks webhooks = new Webhooks(
                Secrets.from(System.getenv()),
                Long.parseLong(arguments[0]),
                Integer.parseInt(arguments[1]),
                Double.parseDouble(arguments[2]));
        JsonMapper json = new JsonMapper();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            LoadResult result = LoadRun.of(json.readValue(line, Load.class), webhooks, System.err::println);
            System.out.println(json.writeValueAsString(result));
        }
    }
}
