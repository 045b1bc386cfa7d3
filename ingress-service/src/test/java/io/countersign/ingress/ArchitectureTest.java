package io.countersign.ingress;

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
            .layer("receipt")
            .definedBy("..ingress.receipt..")
            .layer("rotation")
            .definedBy("..ingress.rotation..")
            .layer("provider")
            .definedBy("..ingress.provider..")
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
            .mayOnlyBeAccessedByLayers("http", "intake", "redrive", "source", "rotation", "spool")
            .whereLayer("spool")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("publish")
            .mayOnlyBeAccessedByLayers("intake", "redrive", "spool")
            .whereLayer("receipt")
            .mayOnlyBeAccessedByLayers("intake")
            .whereLayer("rotation")
            .mayOnlyBeAccessedByLayers("source", "receipt")
            .whereLayer("provider")
            .mayOnlyBeAccessedByLayers("intake", "source")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("provider")
            .whereLayer("hash")
            .mayOnlyBeAccessedByLayers("provider", "json", "receipt")
            .whereLayer("signature")
            .mayOnlyBeAccessedByLayers("http", "intake", "source", "provider")
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

    @ArchTest
    static final ArchRule providers_know_neither_http_nor_kafka = noClasses()
            .that()
            .resideInAnyPackage("..ingress.provider..", "..ingress.json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.http..",
                    "org.springframework.web..",
                    "org.springframework.kafka..",
                    "org.apache.kafka..",
                    "io.netty..",
                    "reactor..");

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
