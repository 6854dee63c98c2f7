package io.keelson.vf.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Set;

/** Rules on the house that more than one module holds itself to, and how their classes are read. */
public final class ArchRules {
    private static final String SYSTEM = System.class.getName();
    private static final Set<String> CLOCKS =
            Set.of("now", "nanoTime", "currentTimeMillis", "systemUTC", "systemDefaultZone");

    private ArchRules() {}

    /** The production classes of the module whose tests run. */
    public static JavaClasses ownClasses() {
        return new ClassFileImporter().importPath(Path.of("target", "classes"));
    }

    /** The production classes of every module on the class path. */
    public static JavaClasses allClasses() {
        return new ClassFileImporter()
                .withImportOption(where -> !where.contains("/test-classes/") && !where.contains("-tests.jar"))
                .importPackages("io.keelson");
    }

    /** Nothing in these packages reaches a file, a socket, a process, a thread, a log, or the time of day. */
    public static ArchRule arePure(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat(outside())
                .orShould()
                .accessTargetWhere(clock())
                .because("planners are pure: what they need to know is in the World");
    }

    /** The packages directly below this one do not depend on each other in a circle. */
    public static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    /** Only this package sees classes of those packages. */
    public static ArchRule onlySees(String seer, String... seen) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(seer)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(seen);
    }

    /** An access to a member of one of these names, owned by that class or what extends it. */
    public static DescribedPredicate<JavaAccess<?>> member(Class<?> owner, String... names) {
        Set<String> wanted = Set.of(names);
        return describe(owner.getSimpleName() + "." + wanted, access -> {
            AccessTarget target = access.getTarget();
            return wanted.contains(target.getName()) && target.getOwner().isAssignableTo(owner);
        });
    }

    private static DescribedPredicate<JavaClass> outside() {
        DescribedPredicate<JavaClass> failures = JavaClass.Predicates.belongToAnyOf(
                IOException.class, UncheckedIOException.class, UnknownHostException.class);
        DescribedPredicate<JavaClass> addresses =
                JavaClass.Predicates.belongToAnyOf(InetAddress.class, Inet4Address.class, Inet6Address.class);
        DescribedPredicate<JavaClass> actors = JavaClass.Predicates.belongToAnyOf(
                Process.class, ProcessBuilder.class, Runtime.class, Thread.class, java.time.Clock.class);
        return resideInAnyPackage("java.io", "java.nio.file..", "java.nio.channels..", "java.net..")
                .or(resideInAPackage("org.slf4j.."))
                .or(actors)
                .and(not(failures))
                .and(not(addresses))
                .as("do I/O, run something, log or tell the time");
    }

    private static DescribedPredicate<JavaAccess<?>> clock() {
        return describe("a clock", access -> {
            AccessTarget target = access.getTarget();
            String owner = target.getOwner().getName();
            return CLOCKS.contains(target.getName()) && (owner.equals(SYSTEM) || owner.startsWith("java.time."));
        });
    }
}
