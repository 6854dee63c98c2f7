package io.keelson.vf.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.testing.FakeHost;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnceReadTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final VfIndex FIRST = new VfIndex(0);

    private final FakeHost fake = FakeHost.twoIgb();
    private int reads;

    @Test
    void theSameIsReadOnceUntilAWrite() throws HostException {
        fake.pci().writeNumVfs(PF, 2);
        Host host = new OnceRead(counting());
        assertThat(trust(host, FIRST)).contains(false);
        assertThat(trust(host, FIRST)).contains(false);
        assertThat(reads).isEqualTo(1);
        assertThat(trust(host, new VfIndex(1))).contains(false);
        assertThat(reads).as("another VF is another question").isEqualTo(2);

        host.vfTable().set(PF, FIRST, VfSettings.NONE.withTrust(true));
        assertThat(trust(host, FIRST)).as("read anew").contains(true);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void aWriteOfAnythingMakesAllVoid() throws HostException {
        fake.pci().writeNumVfs(PF, 1);
        Host host = new OnceRead(counting());
        trust(host, FIRST);
        host.pci().writeAutoprobe(PF, false);
        trust(host, FIRST);
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aWriteThatFailsMakesAllVoidToo() throws HostException {
        fake.pci().writeNumVfs(PF, 1);
        Host host = new OnceRead(counting());
        trust(host, FIRST);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> host.pci().writeNumVfs(PF, 2))
                .isInstanceOf(HostException.class);
        trust(host, FIRST);
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void settingAnAttributeAsksThePfTwice() throws HostException {
        fake.pci().writeNumVfs(PF, 1);
        Host host = new OnceRead(counting());
        Step step = new SetVfAttributes(PF, FIRST, VfSettings.NONE.withTrust(true), false);
        assertThat(step.check(host)).isEqualTo(Check.READY);
        assertThat(step.inverse(host)).isPresent();
        step.apply(host);
        assertThat(step.check(host)).isEqualTo(Check.DONE);
        assertThat(reads).as("once before, once to verify").isEqualTo(2);
    }

    private static Optional<Boolean> trust(Host host, VfIndex vf) throws HostException {
        return host.vfTable().settings(PF, vf).flatMap(VfSettings::trust);
    }

    private Host counting() {
        VfTable real = fake.vfTable();
        VfTable counted = new VfTable() {
            @Override
            public Optional<VfSettings> settings(PciAddress pf, VfIndex vf) throws HostException {
                reads++;
                return real.settings(pf, vf);
            }

            @Override
            public void set(PciAddress pf, VfIndex vf, VfSettings changes) throws HostException {
                real.set(pf, vf, changes);
            }
        };
        return new PlainVisit(fake) {
            @Override
            public VfTable vfTable() {
                return counted;
            }
        };
    }
}
