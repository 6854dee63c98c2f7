package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.testing.NetlinkBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UeventTest {
    @Test
    void readsARecordedEvent() throws MalformedNetlink {
        Uevent event = Uevent.parse(ByteBuffer.wrap(NetlinkBytes.recorded("uevent-add-veth")));

        assertThat(event.action()).isEqualTo("add");
        assertThat(event.devpath()).isEqualTo("/devices/virtual/net/vf0p");
        assertThat(event.subsystem()).contains("net");
        assertThat(event.netdev()).contains(new IfName("vf0p"));
        assertThat(event.function()).isEmpty();
    }

    @Test
    void namesTheFunctionByItsSlotOrThePath() throws MalformedNetlink {
        Uevent pci =
                parse("add@/devices/pci0000:00/0000:00:03.0/0000:01:10.0\0SUBSYSTEM=pci\0PCI_SLOT_NAME=0000:01:10.0\0");
        Uevent net =
                parse("add@/devices/pci0000:00/0000:00:03.0/0000:01:10.2/net/eth3\0SUBSYSTEM=net\0INTERFACE=eth3\0");

        assertThat(pci.function()).contains(PciAddress.of("0000:01:10.0"));
        assertThat(net.function()).contains(PciAddress.of("0000:01:10.2"));
    }

    @Test
    void refusesWhatIsNotOfTheKernelsForm() {
        for (String text : new String[] {
            "",
            "\0",
            "libudev\0feed\0",
            "add@devices/x\0",
            "add@/devices/x",
            "@/devices/x\0",
            "ADD@/devices/x\0",
            "add@/devices/x\0NOVALUE\0",
            "add@/devices/x\0=v\0",
            "add@/devices/x\0A=1\0\0",
            "add@/devices/x\0" + "A=1\0".repeat(129),
            "add@/devices/" + "x".repeat(20_000) + "\0"
        }) {
            assertThat(catchThrowable(() -> parse(text)))
                    .as(text.substring(0, Math.min(30, text.length())))
                    .isInstanceOf(MalformedNetlink.class);
        }
    }

    @Test
    void meetsAnyBytesWithAnEventOrOneCleanError() {
        byte[] good = NetlinkBytes.recorded("uevent-add-veth");
        Random random = new Random(20261122);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 9) : good.length);
            for (int k = random.nextInt(4); k > 0 && bytes.length > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Uevent event = Uevent.parse(ByteBuffer.wrap(bytes));
                event.function();
                event.netdev();
                read++;
            } catch (MalformedNetlink e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isBetween(1000, 19_999);
    }

    private static Uevent parse(String text) throws MalformedNetlink {
        return Uevent.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
