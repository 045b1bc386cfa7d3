package io.countersign.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.countersign.processor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theCoreKnowsNeitherKafkaNorSpringNorTheTopics = classes()
            .that()
            .resideInAPackage("..processor.ledger..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.countersign.event..",
                    "io.countersign.state..",
                    "io.countersign.processor.ledger..",
                    "io.countersign.processor.lifecycle..");

    @ArchTest
    static final ArchRule lifecyclesAreTablesOfWords = classes()
            .that()
            .resideInAPackage("..processor.lifecycle..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.countersign.processor.lifecycle..");

    @ArchTest
    static final ArchRule noRoomLooksBackAtTheRoomThatUsesIt =
            slices().matching("io.countersign.processor.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theTopologyKnowsNeitherHowItIsStartedNorHowItIsAsked = noClasses()
            .that()
            .resideInAPackage("..processor.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..processor.runtime..",
                    "..processor.resources..",
                    "org.springframework.kafka..",
                    "org.springframework.web..");

    @ArchTest
    static final ArchRule theRuntimeKnowsNothingOfQuestions = noClasses()
            .that()
            .resideInAPackage("..processor.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..processor.resources..", "..processor.ledger..", "org.springframework.web..");

    @ArchTest
    static final ArchRule theCoreReadsNoClock = noClasses()
            .that()
            .resideInAPackage("..processor.ledger..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
