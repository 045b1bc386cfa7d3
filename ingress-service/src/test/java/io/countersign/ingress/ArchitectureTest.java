package io.countersign.ingress;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.springframework.stereotype.Component;

@AnalyzeClasses(packages = "io.countersign.ingress", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule rooms_depend_on_each_other_in_one_direction = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.countersign.ingress..")
            .layer("http")
            .definedBy("..ingress.http..")
            .layer("intake")
            .definedBy("..ingress.intake..")
            .layer("redrive")
            .definedBy("..ingress.redrive..")
            .layer("source")
            .definedBy("..ingress.source..")
            .layer("throttle")
            .definedBy("..ingress.throttle..")
            .layer("metrics")
            .definedBy("..ingress.metrics..")
            .layer("publish")
            .definedBy("..ingress.publish..")
            .layer("spool")
            .definedBy("..ingress.spool..")
            .layer("trace")
            .definedBy("..ingress.trace..")
            .layer("receipt")
            .definedBy("..ingress.receipt..")
            .layer("rotation")
            .definedBy("..ingress.rotation..")
            .layer("provider")
            .definedBy("..ingress.provider..")
            .layer("envelope")
            .definedBy("..ingress.envelope..")
            .layer("json")
            .definedBy("..ingress.json..")
            .layer("hash")
            .definedBy("..ingress.hash..")
            .layer("signature")
            .definedBy("..ingress.signature..")
            .layer("address")
            .definedBy("..ingress.address..")
            .whereLayer("http")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("redrive")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("intake")
            .mayOnlyBeAccessedByLayers("http", "redrive")
            .whereLayer("source")
            .mayOnlyBeAccessedByLayers("http", "intake")
            .whereLayer("throttle")
            .mayOnlyBeAccessedByLayers("http")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("http", "intake", "redrive", "source", "rotation", "receipt", "spool")
            .whereLayer("spool")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("publish")
            .mayOnlyBeAccessedByLayers("intake", "redrive", "spool")
            .whereLayer("trace")
            .mayOnlyBeAccessedByLayers("http", "intake")
            .whereLayer("receipt")
            .mayOnlyBeAccessedByLayers("intake")
            .whereLayer("rotation")
            .mayOnlyBeAccessedByLayers("source", "receipt")
            .whereLayer("provider")
            .mayOnlyBeAccessedByLayers("intake", "source", "envelope")
            .whereLayer("envelope")
            .mayOnlyBeAccessedByLayers("intake")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("provider")
            .whereLayer("hash")
            .mayOnlyBeAccessedByLayers("provider", "json", "receipt")
            .whereLayer("signature")
            .mayOnlyBeAccessedByLayers("http", "intake", "source", "provider", "trace")
            .whereLayer("address")
            .mayOnlyBeAccessedByLayers("http", "source", "throttle");

    @ArchTest
    static final ArchRule providers_do_not_know_each_other =
            slices().matching("io.countersign.ingress.provider.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule signatures_are_proved_without_a_framework = noClasses()
            .that()
            .resideInAPackage("..ingress.signature..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.netty..", "org.apache..", "tools.jackson..", "reactor..");

    /** The replay-tool has these rooms' classes, and of all our libraries none but those named here. */
    @ArchTest
    static final ArchRule what_normalises_can_be_used_without_the_ingress = classes()
            .that()
            .resideInAnyPackage("..ingress.provider..", "..ingress.json..", "..ingress.hash..", "..ingress.signature..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..",
                            "javax.crypto..",
                            "org.jspecify.annotations..",
                            "tools.jackson.core..",
                            "org.apache.avro.specific..",
                            "io.countersign.event..",
                            "io.countersign.quarantine..",
                            "io.countersign.time..",
                            "io.countersign.topic..",
                            "..ingress.provider..",
                            "..ingress.json..",
                            "..ingress.hash..",
                            "..ingress.signature..")
                    .or(equivalentTo(Component.class)));

    /** Kafka's headers are those of {@code schemas}, and the replay-tool has them anyway. */
    @ArchTest
    static final ArchRule the_envelope_can_be_used_without_the_ingress = classes()
            .that()
            .resideInAPackage("..ingress.envelope..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "org.jspecify.annotations..",
                    "org.apache.kafka.common.header..",
                    "io.countersign.cloudevent..",
                    "io.countersign.event..",
                    "..ingress.envelope..",
                    "..ingress.provider.."));

    @ArchTest
    static final ArchRule only_publish_and_redrive_speak_to_kafka_clients = noClasses()
            .that()
            .resideOutsideOfPackages("..ingress.publish..", "..ingress.redrive..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.clients..", "org.springframework.kafka..");

    @ArchTest
    static final ArchRule only_http_and_the_program_know_the_web_server = noClasses()
            .that()
            .resideOutsideOfPackages("..ingress.http..", "io.countersign.ingress")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.http..", "org.springframework.web..", "reactor..");

    @ArchTest
    static final ArchRule nobody_asks_the_wall_clock = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule every_room_says_what_it_owns = classes()
            .should(new ArchCondition<>("live in a package that is @NullMarked by its package-info") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            item, marked, item.getPackageName() + " is @NullMarked: " + marked));
                }
            });
}
