package io.keelson.vf;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.keelson.vf.testing.ArchRules.arePure;
import static io.keelson.vf.testing.ArchRules.member;
import static io.keelson.vf.testing.ArchRules.noCycles;
import static io.keelson.vf.testing.ArchRules.onlySees;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import io.keelson.vf.journal.Journal;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.netlink.RouteNetlink;
import io.keelson.vf.run.StepRunner;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.Links;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.VfTable;
import io.keelson.vf.testing.ArchRules;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows of ARCHITECTURE.md inside vf-manager, and who alone may change what. */
class HouseTest {
    private static final JavaClasses CLASSES = ArchRules.ownClasses();
    private static final String VF = "io.keelson.vf";

    /** Each package and the packages of ours it may know; itself, the JDK and libraries aside. */
    @ParameterizedTest
    @CsvSource({
        "model,",
        "step, model",
        "attach, model step",
        "journal, model step libc",
        "libc, model",
        "netns, model libc",
        "netlink, model libc netns",
        "sysfs, model",
        "run, model step libc netns netlink sysfs"
    })
    void packageKnowsOnly(String name, String known) {
        String allowed = known == null ? name : name + " " + known;
        String[] packages =
                Arrays.stream(allowed.split(" ")).map(p -> VF + "." + p).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(VF + "." + name)
                .should()
                .dependOnClassesThat(resideInAPackage("io.keelson..").and(resideOutsideOfPackages(packages)))
                .check(CLASSES);
    }

    @Test
    void onlyLibcSeesJnr() {
        onlySees(VF + ".libc", "jnr..").check(CLASSES);
    }

    @Test
    void planningIsPure() {
        arePure(VF + ".step", VF + ".attach").check(CLASSES);
    }

    /** But for {@link Deadline}, which has a clock to be measured against, and can be given another. */
    @Test
    void factsArePure() {
        arePure(VF + ".model").check(CLASSES.that(not(belongToAnyOf(Deadline.class))));
    }

    @Test
    void packagesFormNoCircle() {
        noCycles(VF).check(CLASSES);
    }

    @Test
    void onlyNetnsEntersNamespaces() {
        noClasses()
                .that()
                .resideOutsideOfPackages(VF + ".netns", VF + ".libc")
                .should()
                .accessTargetWhere(member(Libc.class, "setns"))
                .check(CLASSES);
    }

    @Test
    void onlyTheWriterAndRecoveryAppendToTheJournal() {
        outside(HostWriter.class.getName(), VF + ".HostControl", Recovery.class.getName())
                .accessTargetWhere(member(Journal.class, "begin", "commit", "undone", "record"))
                .check(CLASSES);
    }

    @Test
    void onlyTheRunnerAppliesSteps() {
        outside(StepRunner.class.getName())
                .accessTargetWhere(member(Step.class, "apply"))
                .check(CLASSES);
    }

    @Test
    void onlyStepsUseThePortsToChange() {
        noClasses()
                .that()
                .resideOutsideOfPackage(VF + ".step")
                .should()
                .accessTargetWhere(member(Links.class, "change")
                        .or(member(VfTable.class, "set"))
                        .or(member(Addressing.class, "addAddress", "addRoute", "enableIpv6"))
                        .or(member(
                                PciBus.class, "writeNumVfs", "writeAutoprobe", "writeDriverOverride", "writeBinding")))
                .check(CLASSES);
    }

    @Test
    void onlyTheKernelsPortsChangeLinks() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.run\\.Kernel\\w+(\\$.*)?")
                .should()
                .accessTargetWhere(member(
                        RouteNetlink.class,
                        "setUp",
                        "setMtu",
                        "setAddress",
                        "setName",
                        "move",
                        "setVf",
                        "addAddress",
                        "addRoute"))
                .check(CLASSES);
    }

    /** The kernel's ports write into sysfs and proc, the journal into its own directory, nobody else anywhere. */
    @Test
    void onlyTheKernelsPortsAndTheJournalWriteFiles() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.run\\.Kernel\\w+(\\$.*)?")
                .and()
                .resideOutsideOfPackages(VF + ".journal", VF + ".libc")
                .and()
                .doNotHaveFullyQualifiedName(VF + ".netlink.HostEvents") // its eventfd, to wake the one who waits
                .should()
                .accessTargetWhere(member(
                                Files.class,
                                "write",
                                "writeString",
                                "newOutputStream",
                                "newBufferedWriter",
                                "newByteChannel",
                                "createFile",
                                "createDirectory",
                                "createDirectories",
                                "createLink",
                                "createSymbolicLink",
                                "createTempFile",
                                "delete",
                                "deleteIfExists",
                                "move",
                                "copy")
                        .or(member(Libc.class, "write"))
                        .or(member(FileChannel.class, "open")))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(FileOutputStream.class, RandomAccessFile.class)
                .check(CLASSES);
    }

    /** Whoever waits or works in the background is given its thread; only namespaces need one of their own. */
    @Test
    void onlyNetnsStartsThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackage(VF + ".netns")
                .should()
                .accessTargetWhere(member(Thread.class, "<init>", "start"))
                .check(CLASSES);
    }

    private static ClassesShould outside(String... classes) {
        return noClasses()
                .that(describe("are not " + String.join(", ", classes), c -> Arrays.stream(classes)
                        .noneMatch(
                                name -> c.getName().equals(name) || c.getName().startsWith(name + "$"))))
                .should();
    }
}
