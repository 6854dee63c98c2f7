package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The guest with a real kubelet: static pods come and go. */
@NeedsGuest(kubelet = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubeletGuestTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String MANIFEST = "/etc/kubernetes/manifests/plain.yaml";
    private static final String PODS = "curl -fsS http://127.0.0.1:10255/pods";

    @Test
    @Order(1)
    void kubeletListensForDevicePlugins(Guest guest) {
        guest.run(
                "test -S /var/lib/kubelet/device-plugins/kubelet.sock && test -S /var/lib/kubelet/pod-resources/kubelet.sock");
        assertThat(guest.run("kubelet --version")).startsWith("Kubernetes v1.");
    }

    @Test
    @Order(2)
    void podGetsItsPrimaryNetwork(Guest guest) {
        guest.putText("""
                apiVersion: v1
                kind: Pod
                metadata: {name: plain, namespace: default}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: "busybox:lab", imagePullPolicy: Never, command: [/bin/sleep, "100000"]}
                """, MANIFEST);
        guest.await("the pod to run", PATIENCE, PODS + " | jq -e '.items[0].status.phase == \"Running\"'");
        String address = guest.run(PODS + " | jq -r '.items[0].status.podIP'").strip();
        assertThat(address).startsWith("10.244.0.");
        assertThat(guest.run("ping -c 2 -W 2 " + address)).contains(" 0% packet loss");
    }

    @Test
    @Order(3)
    void podEndsWithItsManifest(Guest guest) {
        guest.run("rm " + MANIFEST);
        guest.await("the pod to go", PATIENCE, PODS + " | jq -e '.items | length == 0'");
    }

    @Test
    @Order(4)
    void kubeletCanBeRestarted(Guest guest) {
        String before = guest.run("cat /run/lab/kubelet.pid");
        guest.run("/lab/kubelet restart");
        assertThat(guest.run("cat /run/lab/kubelet.pid")).isNotEqualTo(before);
    }
}
