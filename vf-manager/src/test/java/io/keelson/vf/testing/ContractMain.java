package io.keelson.vf.testing;

import io.keelson.vf.HostScanner;
import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netlink.MessageObserver;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.run.KernelHost;
import io.keelson.vf.step.DdpProfiles;
import io.keelson.vf.step.EswitchModes;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Holds the kernel this runs on to the contract: {@code ContractMain <address of an igb PF>}. For the guest, where it prints
 * a line a case; it creates and removes VFs of that PF.
 */
public final class ContractMain implements ContractHost {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KernelHost host;
    private final HostScanner scanner;
    private final PciAddress pf;
    private int namespaces;

    private ContractMain(KernelHost host, PciAddress pf) {
        this.host = host;
        this.scanner = HostScanner.of(Path.of("/"), host.settings(), EswitchModes.NONE, DdpProfiles.NONE);
        this.pf = pf;
    }

    /** Runs all cases; the last line says how many failed. */
    public static void main(String[] args) throws HostException {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        Libc libc = JnrLibc.load();
        int failed = 0;
        try (KernelHost host = KernelHost.open(Path.of("/"), libc, new Namespaces(libc), MessageObserver.NONE)) {
            StepContract contract = new StepContract(new ContractMain(host, PciAddress.of(args[0])));
            for (Map.Entry<String, StepContract.Case> one : contract.cases().entrySet()) {
                failed += run(one.getKey(), one.getValue(), out) ? 0 : 1;
            }
        }
        out.println("contract: " + failed + " failed");
    }

    private static boolean run(String name, StepContract.Case one, PrintStream out) {
        try {
            one.run();
            out.println("ok      " + name);
            return true;
        } catch (Exception | AssertionError e) {
            out.println("FAILED  " + name + ": " + e);
            for (StackTraceElement at : e.getStackTrace()) {
                if (at.getClassName().startsWith("io.keelson")) {
                    out.println("        at " + at);
                }
            }
            return false;
        }
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public PciAddress pf() {
        return pf;
    }

    @Override
    public Snapshot snapshot() {
        return scanner.scan();
    }

    @Override
    public Netns newNamespace() throws HostException {
        String name = "contract" + namespaces++;
        ip("netns", "add", name);
        return Netns.at(new NetnsPath("/run/netns/" + name));
    }

    @Override
    public void giveAltName(LinkRef link, IfName name, AltName altName) throws HostException {
        ip("-n", nameOf(link.netns()), "link", "property", "add", "dev", name.text(), "altname", altName.bytes());
    }

    private static String nameOf(Netns netns) {
        String path = ((Netns.At) netns).path().text();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The kernel sends netdevs home on a worker of its own, some time after the last reference is gone. */
    @Override
    public void killNamespace(Netns netns) throws HostException {
        ip("netns", "del", nameOf(netns));
        await(() -> !someNetdevIsAway());
    }

    @Override
    public void awaitCarrier() throws HostException {
        await(() -> scanner.scan()
                .pf(pf)
                .flatMap(Pf::netdev)
                .flatMap(Netdev::carrier)
                .orElse(false));
    }

    private static void await(BooleanSupplier condition) throws HostException {
        Deadline until = Deadline.after(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (until.passed()) {
                throw failed("waiting " + PATIENCE);
            }
            ip("link", "show", "dev", "lo");
        }
    }

    private boolean someNetdevIsAway() {
        return scanner.scan().pf(pf).orElseThrow().vfs().stream().anyMatch(v -> v.netdevIsAway());
    }

    private static void ip(String... words) throws HostException {
        String[] command = new String[words.length + 1];
        command[0] = "ip";
        System.arraycopy(words, 0, command, 1, words.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw failed(String.join(" ", command));
            }
        } catch (IOException e) {
            throw failed(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private static HostException failed(String what) {
        return new HostException(Problem.of(Code.INTERNAL, new Subject("ip"), String.valueOf(what), "", Errno.EIO));
    }
}
