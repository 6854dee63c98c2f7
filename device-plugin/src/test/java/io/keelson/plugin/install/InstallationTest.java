package io.keelson.plugin.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files; the executable is the one this build made. */
class InstallationTest {
    private static final Path BUILT = Path.of(System.getProperty("basedir", "."), "target", "cni", "keelson");
    private static final List<String> BOTH = List.of("keelson", "sriov");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path bin;

    @SuppressWarnings("NullAway.Init")
    private Installation installation;

    @BeforeEach
    void makeDirectory() throws Exception {
        bin = Files.createDirectory(dir.resolve("bin"));
        installation = new Installation(BUILT, bin);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(bin)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void putsTheExecutableThereUnderBothNames() throws Exception {
        assertThat(installation.problems(BOTH, false)).isEmpty();
        assertThat(installation.install(BOTH)).containsExactly(bin + "/keelson  installed", bin + "/sriov  installed");

        assertThat(names()).isEqualTo(BOTH);
        for (String name : BOTH) {
            assertThat(bin.resolve(name)).hasSameBinaryContentAs(BUILT);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bin.resolve(name))))
                    .isEqualTo("rwxr-xr-x");
        }
    }

    /** Whoever executes it goes on with the file he opened. */
    @Test
    void replacesAnotherVersionByRename() throws Exception {
        Files.writeString(bin.resolve("keelson"), "old, keelson-cni: a CNI plugin");
        Files.writeString(bin.resolve(".keelson.new"), "half a file of somebody who was killed");
        try (var old = Files.newByteChannel(bin.resolve("keelson"))) {
            assertThat(installation.problems(BOTH, false)).isEmpty();
            assertThat(installation.install(List.of("keelson")))
                    .containsExactly(bin + "/keelson  replaced another version");
            assertThat(old.size()).isLessThan(100);
        }
        assertThat(names()).containsExactly("keelson");
        assertThat(bin.resolve("keelson")).hasSameBinaryContentAs(BUILT);
    }

    @Test
    void leavesWhatIsTheSame() throws Exception {
        installation.install(BOTH);
        Object inode = Files.getAttribute(bin.resolve("keelson"), "unix:ino");
        assertThat(installation.install(BOTH)).containsExactly(bin + "/keelson  as it is", bin + "/sriov  as it is");
        assertThat(Files.getAttribute(bin.resolve("keelson"), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void somebodyElsesExecutableIsRefusedBeforeAnythingIsInstalled() throws Exception {
        Files.writeString(bin.resolve("sriov"), "sriov-cni");
        assertThat(installation.problems(BOTH, false)).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(Code.CNI_FILE_FOREIGN);
            assertThat(p.subject()).hasToString(bin + "/sriov");
            assertThat(p.hint()).contains("--replace");
        });
        assertThat(names()).containsExactly("sriov");
        assertThat(installation.problems(List.of("keelson"), false))
                .as("the other name is free")
                .isEmpty();
    }

    @Test
    void aLinkOrADirectoryIsSomebodyElses() throws Exception {
        Files.createSymbolicLink(bin.resolve("sriov"), BUILT.toAbsolutePath());
        Files.createDirectory(bin.resolve("keelson"));
        assertThat(installation.problems(BOTH, false))
                .extracting(Problem::code)
                .containsExactly(Code.CNI_FILE_FOREIGN, Code.CNI_FILE_FOREIGN);
    }

    @Test
    void whatIsReplacedComesBackWhenOursGoes() throws Exception {
        Files.writeString(bin.resolve("sriov"), "sriov-cni");
        assertThat(installation.problems(BOTH, true)).isEmpty();
        installation.install(BOTH);
        assertThat(names()).containsExactly("keelson", "sriov", "sriov.before-keelson");
        installation.install(BOTH);
        assertThat(bin.resolve("sriov.before-keelson")).as("asked twice").hasContent("sriov-cni");

        assertThat(installation.remove())
                .containsExactly(bin + "/sriov  removed; what was there before is back", bin + "/keelson  removed");
        assertThat(names()).containsExactly("sriov");
        assertThat(bin.resolve("sriov")).hasContent("sriov-cni");
        assertThat(installation.remove()).containsExactly(bin + "/sriov  is not ours, left");
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() throws Exception {
        Installation nowhere = new Installation(BUILT, dir.resolve("nowhere"));
        assertThat(nowhere.problems(BOTH, false)).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(Code.CNI_DIRECTORY_UNUSABLE);
            assertThat(p.hint()).contains("CNI_BIN_DIR");
        });
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> nowhere.install(BOTH))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.CNI_DIRECTORY_UNUSABLE));
        assertThat(nowhere.remove()).isEmpty();
    }
}
