package io.keelson.vf.step;

import io.keelson.vf.testing.FakeContractHost;
import io.keelson.vf.testing.StepContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fake host keeps the contract; the guest's kernel is held to the same one in hw-tests. */
class StepContractTest {
    @TestFactory
    Stream<DynamicTest> fakeHost() {
        return new StepContract(new FakeContractHost())
                .cases().entrySet().stream()
                        .map(c -> DynamicTest.dynamicTest(
                                c.getKey(), () -> c.getValue().run()));
    }
}
