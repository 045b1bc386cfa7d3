package io.countersign.replay;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between the rooms point one way. */
@AnalyzeClasses(packages = "io.countersign.replay", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule jobs_do_not_know_what_is_picked_or_how_it_changes = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cluster")
            .definedBy("..cluster..")
            .layer("progress")
            .definedBy("..progress..")
            .layer("select")
            .definedBy("..select..")
            .layer("show")
            .definedBy("..show..")
            .layer("copy")
            .definedBy("..copy..")
            .layer("job")
            .definedBy("..job..")
            .whereLayer("cluster")
            .mayNotAccessAnyLayer()
            .whereLayer("progress")
            .mayNotAccessAnyLayer()
            .whereLayer("select")
            .mayOnlyAccessLayers("cluster")
            .whereLayer("show")
            .mayOnlyAccessLayers("select")
            .whereLayer("copy")
            .mayOnlyAccessLayers("select")
            .whereLayer("job")
            .mayOnlyAccessLayers("cluster", "progress");

    @ArchTest
    static final ArchRule only_renormalise_knows_the_ingress = noClasses()
            .that()
            .resideOutsideOfPackage("..renormalise..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.countersign.ingress..");

    /** The jar of the ingress comes without its libraries. */
    @ArchTest
    static final ArchRule of_the_ingress_only_what_normalises_is_used = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.countersign.ingress..")
                    .and(not(resideInAnyPackage(
                            "io.countersign.ingress.provider..", "io.countersign.ingress.envelope.."))));

    @ArchTest
    static final ArchRule differences_know_only_what_may_be_seen = noClasses()
            .that()
            .resideInAPackage("..difference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "picocli..", "..cluster..", "..select..", "..job..");

    @ArchTest
    static final ArchRule there_are_no_circles =
            slices().matching("io.countersign.replay.(*)..").should().beFreeOfCycles();
}
