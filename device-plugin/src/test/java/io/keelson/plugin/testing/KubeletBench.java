package io.keelson.plugin.testing;

import io.keelson.proto.v1beta1.RegisterRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program for {@code hw-tests/bin/bench}: the fake kubelet below a directory, driven by lines on standard input. Any device
 * plugin can be asked, ours and a peer's. It answers a line with a line; times are of the monotonic clock, which processes
 * of a machine share.
 */
public final class KubeletBench {
    private static final int WARM_UP = 1000;
    private static final int PATIENCE = 40;

    private final FakeKubelet kubelet;
    private int known;

    private KubeletBench(FakeKubelet kubelet) {
        this.kubelet = kubelet;
    }

    /**
     * {@code KubeletBench DIRECTORY}: then {@code await POOLS DEVICES}, {@code allocate TIMES}, {@code restart},
     * {@code back POOLS DEVICES TIMES}, {@code devices RESOURCE COUNT}, {@code absent RESOURCE} (how often and how many
     * microseconds) or {@code apart}.
     */
    public static void main(String[] args) throws Exception {
        try (FakeKubelet kubelet = new FakeKubelet(Path.of(args[0])).start();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            KubeletBench bench = new KubeletBench(kubelet);
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                System.out.println(
                        switch (words[0]) {
                            case "await" -> bench.await(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                            case "allocate" -> bench.allocate(Integer.parseInt(words[1]));
                            case "restart" -> bench.restart();
                            case "back" ->
                                bench.back(
                                        Integer.parseInt(words[1]),
                                        Integer.parseInt(words[2]),
                                        Integer.parseInt(words[3]));
                            case "devices" -> bench.devices(words[1], Integer.parseInt(words[2]));
                            case "absent" -> kubelet.absences(words[1]) + " " + kubelet.absentNanos(words[1]) / 1000;
                            case "apart" -> bench.apart();
                            default -> throw new IllegalArgumentException(line);
                        });
            }
        }
    }

    /** When the last of so many new registrations was taken, and when every pool had listed its devices, all healthy. */
    private String await(int pools, int devices) {
        patiently(() -> kubelet.awaitRegistration(known + pools));
        long registered = System.nanoTime();
        for (String resource : resources(pools)) {
            patiently(() -> kubelet.awaitDevices(
                    resource,
                    health ->
                            health.size() == devices && health.values().stream().allMatch("Healthy"::equals)));
        }
        return registered + " " + System.nanoTime();
    }

    /** Waits for a list of so many devices. */
    private String devices(String resource, int count) {
        patiently(() -> kubelet.awaitDevices(resource, health -> health.size() == count));
        return "listed";
    }

    /** Is a kubelet after 1.35 from now on. */
    private String apart() {
        kubelet.tellingStreamsApart();
        return "apart";
    }

    /** The double gives up after some seconds, a test would hang else; a large host may take longer. */
    private static void patiently(Runnable wait) {
        for (int again = 0; ; again++) {
            try {
                wait.run();
                return;
            } catch (AssertionError e) {
                if (again == PATIENCE) {
                    throw e;
                }
            }
        }
    }

    /** Median and 99th percentile, in microseconds, of so many calls for one device each, over all devices in turn. */
    private String allocate(int times) {
        List<Map.Entry<FakeEndpoint, String>> devices = new ArrayList<>();
        for (RegisterRequest r :
                kubelet.registrations().subList(known, kubelet.registrations().size())) {
            FakeEndpoint endpoint = kubelet.endpoint(r.getResourceName());
            endpoint.health().keySet().forEach(id -> devices.add(Map.entry(endpoint, id)));
        }
        long[] took = new long[times];
        for (int i = -WARM_UP; i < times; i++) {
            Map.Entry<FakeEndpoint, String> one = devices.get((i + WARM_UP) % devices.size());
            long began = System.nanoTime();
            one.getKey().allocate(List.of(one.getValue()));
            if (i >= 0) {
                took[i] = (System.nanoTime() - began) / 1000;
            }
        }
        Arrays.sort(took);
        return took[times / 2] + " " + took[times * 99 / 100];
    }

    /** Forgets the plugins it had, as a restarted kubelet does; what registers from now on counts as new. */
    private String restart() {
        kubelet.stop();
        kubelet.start();
        known = kubelet.registrations().size();
        return "restarted";
    }

    /**
     * In microseconds from the start of a kubelet that was away for a second: until all pools were registered, and until all had
     * listed their devices; medians of so many restarts. {@code - -} where a plugin does not come back.
     */
    private String back(int pools, int devices, int times) throws InterruptedException {
        long[] registered = new long[times];
        long[] listed = new long[times];
        for (int i = 0; i < times; i++) {
            kubelet.stop();
            TimeUnit.SECONDS.sleep(1);
            known = kubelet.registrations().size();
            long began = System.nanoTime();
            kubelet.start();
            try {
                kubelet.awaitRegistration(known + pools);
            } catch (AssertionError e) {
                return "- -";
            }
            String[] moments = await(pools, devices).split(" ");
            registered[i] = (Long.parseLong(moments[0]) - began) / 1000;
            listed[i] = (Long.parseLong(moments[1]) - began) / 1000;
        }
        Arrays.sort(registered);
        Arrays.sort(listed);
        return registered[times / 2] + " " + listed[times / 2];
    }

    private List<String> resources(int pools) {
        return kubelet.registrations().subList(known, known + pools).stream()
                .map(RegisterRequest::getResourceName)
                .toList();
    }
}
