package io.keelson.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.keelson.vf.testing.ArchRules.arePure;
import static io.keelson.vf.testing.ArchRules.noCycles;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.keelson.vf.testing.ArchRules;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md inside sriov-config. */
class ConfigHouseTest {
    private static final JavaClasses CLASSES = ArchRules.ownClasses();
    private static final String CONFIG = "io.keelson.config";

    @Test
    void allButReadingFilesIsPure() {
        arePure(CONFIG + ".model", CONFIG + ".validate", CONFIG + ".select", CONFIG + ".plan")
                .check(CLASSES);
    }

    @Test
    void onlyConfigFilesReadsFiles() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(CONFIG + ".parse.ConfigFiles")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        noCycles(CONFIG).check(CLASSES);
    }

    @Test
    void onlyParsingKnowsFileFormats() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CONFIG + ".parse", CONFIG + ".model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..", "org.yaml..", CONFIG + ".parse")
                .check(CLASSES);
    }
}
