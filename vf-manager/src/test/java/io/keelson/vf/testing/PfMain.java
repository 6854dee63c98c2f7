package io.keelson.vf.testing;

import io.keelson.vf.HostScanner;
import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.netlink.Devlink;
import io.keelson.vf.netlink.Link.Parent;
import io.keelson.vf.netlink.MessageObserver;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.run.KernelHost;
import io.keelson.vf.step.DdpProfiles;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the code that an agent runs makes of one PF: {@code PfMain ROOT PF DEVICE COMMAND...}. For the guest, where the PF is
 * a netdevsim: the files of a PCI function are modelled below {@code ROOT}, its netdevs and all that netlink tells are the
 * kernel's; {@code DEVICE} is its name on the bus netdevsim.
 *
 * <ul>
 *   <li>{@code scan}: the PF as a scan finds it, its VFs in brief, and every problem
 *   <li>{@code show=VF}: the settings of one
 *   <li>{@code set=VF}: sets all that a VF can have, then shows it
 * </ul>
 */
public final class PfMain {
    /** What {@code set} sets; every field, so that each is seen in the kernel. */
    public static final VfSettings ALL = VfSettings.NONE
            .withMac(MacAddress.of("02:00:00:00:02:00"))
            .withVlan(new VfVlan(new VlanId(100), new VlanQos(3), VlanProto.DOT1AD))
            .withSpoofchk(true)
            .withTrust(true)
            .withMinRate(new Mbps(10))
            .withMaxRate(new Mbps(1000))
            .withLinkState(VfLinkState.ENABLE);

    private final KernelHost host;
    private final HostScanner scanner;
    private final PciAddress pf;
    private final PrintStream out;

    private PfMain(KernelHost host, HostScanner scanner, PciAddress pf, PrintStream out) {
        this.host = host;
        this.scanner = scanner;
        this.pf = pf;
        this.out = out;
    }

    public static void main(String[] args) throws HostException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        Path root = Path.of(args[0]);
        Parent device = new Parent("netdevsim", args[2]);
        Libc libc = JnrLibc.load();
        Namespaces namespaces = new Namespaces(libc);
        try (KernelHost host = KernelHost.open(root, libc, namespaces, MessageObserver.NONE);
                Devlink devlink = Devlink.open(libc, namespaces, MessageObserver.NONE)) {
            DdpProfiles ddp = any -> devlink.ddpProfile(device);
            HostScanner scanner = HostScanner.of(root, host.settings(), any -> devlink.eswitchMode(device), ddp);
            PfMain main = new PfMain(host, scanner, PciAddress.of(args[1]), out);
            Arrays.stream(args).skip(3).forEach(main::run);
        }
    }

    private void run(String command) {
        String[] words = command.split("=", 2);
        try {
            switch (words[0]) {
                case "scan" -> scan();
                case "show" -> show(vf(words[1]));
                case "set" -> {
                    host.vfTable().set(pf, vf(words[1]), ALL);
                    show(vf(words[1]));
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (HostException e) {
            out.println(e.problem().line());
        }
    }

    private void scan() {
        Snapshot seen = scanner.scan();
        Pf found = seen.pf(pf).orElseThrow();
        out.println("netdev " + found.netdev().map(Netdev::name));
        out.println("eswitch " + found.eswitchMode());
        out.println("ddp " + found.traits().ddp());
        out.println(found.vfs().size() + " VFs, " + settings(found).count() + " with settings, "
                + settings(found).distinct().count() + " different");
        out.println(representors(found).count() + " representors, the last "
                + representors(found).reduce((first, second) -> second));
        seen.problems().stream().map(Problem::line).forEach(out::println);
    }

    private static Stream<VfSettings> settings(Pf found) {
        return found.vfs().stream().map(Vf::settings).flatMap(Optional::stream);
    }

    private static Stream<IfName> representors(Pf found) {
        return found.vfs().stream().map(vf -> vf.traits().representor()).flatMap(Optional::stream);
    }

    private void show(VfIndex vf) throws HostException {
        out.println(host.vfTable().settings(pf, vf).map(VfSettings::toString).orElse("no such VF"));
    }

    private static VfIndex vf(String number) {
        return VfIndex.parse(number).orElseThrow();
    }
}
