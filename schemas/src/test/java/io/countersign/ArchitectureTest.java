package io.countersign;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between the rooms of this module point one way. */
@AnalyzeClasses(packages = "io.countersign", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule the_catalogue_knows_neither_wire_format_nor_registry = noClasses()
            .that()
            .resideInAPackage("..topic..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..serde..", "..registry..");

    @ArchTest
    static final ArchRule the_registry_knows_neither_wire_format_nor_topics_nor_records = noClasses()
            .that()
            .resideInAPackage("..registry..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.countersign..").and(not(resideInAPackage("..registry.."))));

    @ArchTest
    static final ArchRule records_know_nobody = noClasses()
            .that()
            .resideInAnyPackage("..event..", "..state..", "..quarantine..", "..job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..serde..", "..registry..", "..topic..");

    @ArchTest
    static final ArchRule the_wire_format_knows_no_record_by_name = noClasses()
            .that()
            .resideInAPackage("..serde..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..event..", "..state..", "..quarantine..", "..job..");

    @ArchTest
    static final ArchRule the_headers_know_nobody_but_times_and_logs = noClasses()
            .that()
            .resideInAPackage("..cloudevent..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.countersign..")
                    .and(not(resideInAnyPackage("..cloudevent..", "..time..", "..log.."))));

    @ArchTest
    static final ArchRule only_the_registrys_client_speaks_http = noClasses()
            .that()
            .resideOutsideOfPackage("..registry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule there_are_no_circles =
            slices().matching("io.countersign.(*)..").should().beFreeOfCycles();
}
