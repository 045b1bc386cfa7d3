package io.countersign.replay;

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
    static final ArchRule there_are_no_circles =
            slices().matching("io.countersign.replay.(*)..").should().beFreeOfCycles();
}
