package io.keelson.vf.run;

import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.netlink.KernelRouteSockets;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.step.AddAddress;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.DropAltNames;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Links;
import io.keelson.vf.step.MoveToNetns;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.StepListener;
import io.keelson.vf.step.VfTable;
import io.keelson.vf.testing.TestNetns;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The steps of an attachment and of a release, run by the real runner on this machine's kernel, beside a C program that sends
 * the same netlink messages: on a veth, which stands for a VF's netdev by its MAC address. Both in turn, in blocks. Arguments:
 * the C program, how often, in how many blocks; prints microseconds, a line each. What a PF and an agent add is not in it.
 */
public final class StepsBench {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final MacAddress MAC = MacAddress.of("02:00:00:01:10:00");
    private static final IfName HOME = new IfName("vf0");

    private final TestNetns host = TestNetns.create();
    private final TestNetns pod = TestNetns.create();
    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    private final StepRunner runner;

    private StepsBench() throws HostException {
        Libc libc = JnrLibc.load();
        Namespaces namespaces = new Namespaces(libc, Optional.of(host.path()));
        KernelRouteSockets sockets = KernelRouteSockets.open(libc, namespaces, purpose -> {});
        runner = new StepRunner(new Kernel(sockets, namespaces, libc), StepListener.NONE);
        host.ip("link add vf0 address " + MAC + " type veth peer name vf0p");
    }

    /** A kernel whose one VF is the veth. */
    private record Kernel(KernelRouteSockets sockets, Namespaces namespaces, Libc libc) implements Host {
        @Override
        public Visit visit() {
            KernelRouteSockets.Kept kept = sockets.kept();
            NetdevFinder finder = new NetdevFinder(
                    device -> Optional.of(HOME),
                    (device, link) -> link.mac().equals(Optional.of(MAC)),
                    Sightings.ofVisit());
            KernelLinks links = new KernelLinks(kept, namespaces, finder);
            KernelAddressing addressing = new KernelAddressing(kept, namespaces, libc, finder, Path.of("/proc"));
            return new Visited(links, addressing, kept);
        }

        @Override
        public PciBus pci() {
            throw new UnsupportedOperationException();
        }

        @Override
        public VfTable vfTable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Links links() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Addressing addressing() {
            throw new UnsupportedOperationException();
        }
    }

    private record Visited(KernelLinks links, KernelAddressing addressing, KernelRouteSockets.Kept kept)
            implements Host.Visit {
        @Override
        public PciBus pci() {
            throw new UnsupportedOperationException();
        }

        @Override
        public VfTable vfTable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            kept.close();
        }
    }

    public static void main(String[] args) throws HostException {
        new StepsBench().run(args[0], Integer.valueOf(args[1]), Integer.valueOf(args[2]));
    }

    private void run(String baseline, int times, int blocks) {
        try (host;
                pod) {
            for (int i = 0; i < times; i++) {
                attach();
                release();
            }
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < times / blocks; i++) {
                    out.println("steps_us ADD " + attach());
                    out.println("steps_us DEL " + release());
                }
                out.print(host.exec(baseline, "vf0", "-", pod.path().text(), String.valueOf(times / blocks)));
            }
        }
    }

    private long attach() {
        LinkRef inPod = new LinkRef(pod.netns(), VF);
        return timed(List.of(
                new SetMtu(LinkRef.onHost(VF), new Mtu(1500)),
                new MoveToNetns(VF, Netns.HOST, pod.netns(), new IfName("net1")),
                new AddAddress(inPod, IfAddress.parse("10.98.0.2/24").orElseThrow()),
                new SetLinkUp(inPod, true)));
    }

    private long release() {
        LinkRef inPod = new LinkRef(pod.netns(), VF);
        return timed(List.of(
                new SetLinkUp(inPod, false),
                new DropAltNames(inPod),
                new MoveToNetns(VF, pod.netns(), Netns.HOST, HOME)));
    }

    private long timed(List<Step> steps) {
        long began = System.nanoTime();
        StepRunner.Result result = runner.run(steps, Deadline.NEVER, () -> {});
        long took = System.nanoTime() - began;
        if (!(result instanceof StepRunner.Done)) {
            throw new IllegalStateException(String.valueOf(result));
        }
        return took / 1000;
    }
}
