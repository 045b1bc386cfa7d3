package io.countersign.processor.trace;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Says whether traces are recorded: whether there is a place to send them to. If not, nothing of Spring Boot's tracing is set
 * up. If so, what makes and exports spans is, and nothing else: its observations would write the ids of resources into
 * spans, as part of the addresses that the API is asked for.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware, Condition {

    private static final List<String> ALL =
            List.of("org.springframework.boot.micrometer.tracing.", "org.springframework.boot.opentelemetry.");

    private static final List<String> UNUSED = List.of(
            "org.springframework.boot.micrometer.tracing.autoconfigure.",
            "org.springframework.boot.opentelemetry.autoconfigure.logging.");

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        List<String> leftOut = isOn(Objects.requireNonNull(environment, "set by Spring Boot")) ? UNUSED : ALL;
        boolean[] matches = new boolean[configurations.length];
        for (int i = 0; i < configurations.length; i++) {
            String name = configurations[i];
            matches[i] = name == null || leftOut.stream().noneMatch(name::startsWith);
        }
        return matches;
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return isOn(context.getEnvironment());
    }

    private static boolean isOn(Environment environment) {
        return StringUtils.hasText(environment.getProperty("management.opentelemetry.tracing.export.otlp.endpoint"))
                && environment.getProperty("management.opentelemetry.enabled", Boolean.class, true);
    }
}
