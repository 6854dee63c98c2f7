package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.vf.testing.ContractMain;
import io.keelson.vf.testing.FakeContractHost;
import io.keelson.vf.testing.StepContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest's kernel is held to the contract that the fake host keeps in the unit tier, case by case. */
@NeedsGuest
class KernelContractTest {
    @TempDir
    Path folder;

    @Test
    void realKernel(Guest guest) throws Exception {
        String said = GuestJava.with(guest, ContractMain.class, folder).run("0000:21:00.0");
        assertThat(said).contains("contract: 0 failed").doesNotContain("FAILED");
        int cases = new StepContract(new FakeContractHost()).cases().size();
        assertThat(said.lines().filter(l -> l.startsWith("ok"))).hasSize(cases);
    }
}
