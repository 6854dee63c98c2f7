package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.vf.testing.ContractMain;
import io.keelson.vf.testing.FakeContractHost;
import io.keelson.vf.testing.StepContract;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest's kernel is held to the contract that the fake host keeps in the unit tier, case by case. */
@NeedsGuest
class KernelContractTest {
    private static final Path LIBRARIES = Path.of("../device-plugin/target/keelson/lib");

    @TempDir
    Path folder;

    @Test
    void realKernel(Guest guest) throws Exception {
        Files.createDirectories(folder.resolve("lib"));
        copy(codeOf(Assertions.class), "lib/assertj.jar");
        copy(codeOf(ContractMain.class), "contract");
        guest.putFolder(LIBRARIES, "/opt/keelson/lib");
        guest.putFolder(folder, "/opt/contract");
        String said = guest.run(
                "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djffi.boot.library.path=/opt/keelson/lib -cp '/opt/contract/contract:/opt/contract/contract.jar:"
                        + "/opt/contract/lib/*:/opt/keelson/lib/*' io.keelson.vf.testing.ContractMain 0000:21:00.0",
                Duration.ofMinutes(5));
        assertThat(said).contains("contract: 0 failed").doesNotContain("FAILED");
        int cases = new StepContract(new FakeContractHost()).cases().size();
        assertThat(said.lines().filter(l -> l.startsWith("ok"))).hasSize(cases);
    }

    /** A jar, or in a reactor that has not packaged it the folder of classes. */
    private void copy(Path code, String name) throws IOException {
        if (Files.isRegularFile(code)) {
            Files.copy(code, folder.resolve(name.endsWith(".jar") ? name : name + ".jar"));
            return;
        }
        try (var files = Files.walk(code)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(name).resolve(code.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Path codeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
