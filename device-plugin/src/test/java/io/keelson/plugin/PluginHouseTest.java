package io.keelson.plugin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.keelson.vf.testing.ArchRules.arePure;
import static io.keelson.vf.testing.ArchRules.member;
import static io.keelson.vf.testing.ArchRules.noCycles;
import static io.keelson.vf.testing.ArchRules.onlySees;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.keelson.vf.testing.ArchRules;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows of ARCHITECTURE.md between the modules and inside the agent. */
class PluginHouseTest {
    private static final JavaClasses CLASSES = ArchRules.allClasses();
    private static final String PLUGIN = "io.keelson.plugin";

    @Test
    void otherModulesSeeOnlyTheFaceOfVfManager() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.keelson.vf..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.keelson.vf..")
                        .and(resideOutsideOfPackages(
                                "io.keelson.vf", "io.keelson.vf.model", "io.keelson.vf.step", "io.keelson.vf.attach")))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "vf, config dpdk plugin", //
        "config, dpdk plugin",
        "dpdk, config plugin"
    })
    void moduleDoesNotKnow(String module, String others) {
        noClasses()
                .that()
                .resideInAPackage("io.keelson." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Arrays.stream(others.split(" "))
                        .map(other -> "io.keelson." + other + "..")
                        .toArray(String[]::new))
                .check(CLASSES);
    }

    /** Each package and those of the agent it may know beside itself. */
    @ParameterizedTest
    @CsvSource({
        "attach,", //
        "cluster, log status",
        "cni, attach log",
        "doctor, status",
        "health,",
        "kubelet, pool log watch",
        "install,",
        "log,",
        "means,",
        "metrics, status",
        "pool,",
        "publish, pool",
        "status,",
        "watch,"
    })
    void packageKnowsOnly(String name, String known) {
        String[] packages = Stream.concat(
                        Stream.of(name), Stream.ofNullable(known).flatMap(k -> Stream.of(k.split(" "))))
                .map(p -> PLUGIN + "." + p)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(PLUGIN + "." + name)
                .should()
                .dependOnClassesThat(resideInAPackage(PLUGIN + "..").and(resideOutsideOfPackages(packages)))
                .check(CLASSES);
    }

    @Test
    void nobodyKnowsTheApp() {
        onlySees(PLUGIN + ".app", PLUGIN + ".app").check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        noCycles(PLUGIN).check(CLASSES);
    }

    @Test
    void onlyKubeletSeesGrpc() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PLUGIN + ".kubelet", "io.keelson.proto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.netty..", "com.google.protobuf..", "io.keelson.proto..")
                .check(CLASSES);
    }

    @Test
    void onlyMetricsSeesHttpAndPrometheus() {
        onlySees(PLUGIN + ".metrics", "com.sun.net.httpserver..", "io.prometheus..")
                .check(CLASSES);
    }

    @Test
    void onlyTheClusterSeesFabric8() {
        onlySees(PLUGIN + ".cluster", "io.fabric8..").check(CLASSES);
    }

    @Test
    void onlyTheAppSeesPicocli() {
        onlySees(PLUGIN + ".app", "picocli..").check(CLASSES);
    }

    @Test
    void viewsAndGrantsArePure() {
        arePure(PLUGIN + ".doctor", PLUGIN + ".health", PLUGIN + ".status", "io.keelson.dpdk.grant")
                .check(CLASSES);
    }

    @Test
    void grantsKnowNoChecksAndNoFront() {
        noClasses()
                .that()
                .resideInAPackage("io.keelson.dpdk.grant")
                .should()
                .dependOnClassesThat(resideInAPackage("io.keelson..")
                        .and(resideOutsideOfPackages("io.keelson.dpdk.grant", "io.keelson.vf.model")))
                .check(CLASSES);
    }

    /** Judging, that is; reading is for these three. */
    @Test
    void onlyTheHostsReadersOfUserSpaceTouchFiles() {
        noClasses()
                .that()
                .resideInAPackage("io.keelson.dpdk.check")
                .and()
                .haveSimpleNameNotStartingWith("Host")
                .and()
                .doNotHaveSimpleName("HugepageDirs")
                .and()
                .doNotHaveSimpleName("UserspaceHost")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io", "java.nio.file..")
                .check(CLASSES);
    }

    @Test
    void onlyAppAndNetnsMakeThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PLUGIN + ".app", "io.keelson.vf.netns")
                .should()
                .accessTargetWhere(
                        member(Thread.class, "<init>").or(member(CompletableFuture.class, "runAsync", "supplyAsync")))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Executors.class, ForkJoinPool.class, java.util.Timer.class)
                .check(CLASSES);
    }
}
