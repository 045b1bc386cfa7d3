package io.countersign.processor.generation;

import io.countersign.generation.Generation;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which generation of the processor this is.
 *
 * @param generation name of the generation, 1 to 20 small letters, digits and hyphens. All instances of one generation
 *     share the work. Any but the first has its own application id and its own state topics, and shows nothing to readers
 *     of the topics until it is promoted: see replay.md.
 */
@ConfigurationProperties("countersign")
public record GenerationProperties(@DefaultValue("first") String generation) {

    public GenerationProperties {
        if (!Generation.isName(generation)) {
            throw new IllegalArgumentException(
                    "countersign.generation must be 1 to 20 small letters, digits and hyphens, not '" + generation
                            + "'");
        }
    }
}
