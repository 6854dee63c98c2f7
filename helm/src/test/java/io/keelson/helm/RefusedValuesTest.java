package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that cannot work are refused before anything is made, and the words name the value. */
class RefusedValuesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private Path values(String text) throws IOException {
        return Files.writeString(dir.resolve("values.yaml"), text);
    }

    /** Values, and after the arrow the words that the refusal must have. */
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', nullValues = "none", textBlock = """
        # keys that nobody reads
        kubelte: {rootDir: /data}                              => kubelte
        kubelet: {rootdir: /data}                              => /kubelet rootdir
        image: {repo: keelson}                                 => /image repo
        cni: {as_sriov: true}                                  => /cni as_sriov
        paths: {nri: /var/run/nri}                             => /paths nri
        privileged: true                                       => privileged
        podMonitor: {enable: true}                             => /podMonitor enable
        tolerations: [{operator: Exists, efect: NoSchedule}]   => /tolerations/0 efect
        affinity: {nodeAfinity: {}}                            => /affinity nodeAfinity
        resources: {limit: {memory: 1Gi}}                      => /resources limit
        # paths
        kubelet: {rootDir: var/lib/kubelet}                    => /kubelet/rootDir var/lib/kubelet
        kubelet: {rootDir: /var/lib/kubelet/}                  => /kubelet/rootDir
        paths: {state: /}                                      => /paths/state
        paths: {state: ../keelson}                             => /paths/state
        paths: {state: /var/.keelson}                          => /paths/state
        paths: {run: /run/../keelson}                          => /paths/run
        cni: {binDir: ""}                                      => /cni/binDir
        cni: {confDir: "/etc/cni/net d"}                       => /cni/confDir
        cni: {confDir: "/etc/{cni}"}                           => /cni/confDir
        cni: {confDir: null}                                   => confDir
        paths: {run: /run/123456789/123456789/123456789/123456789/123456789/123456789/123456789/123456789/123456789} => /paths/run 90
        # types and ranges
        cni: {asSriov: "yes"}                                  => /cni/asSriov boolean
        openshift: {enabled: "true"}                           => /openshift/enabled boolean
        terminationGracePeriodSeconds: 10                      => /terminationGracePeriodSeconds 30
        updateStrategy: {maxUnavailable: 0}                    => /updateStrategy/maxUnavailable
        updateStrategy: {maxSurge: -1}                         => /updateStrategy/maxSurge
        updateStrategy: {maxSurge: 0%}                         => /updateStrategy/maxSurge
        {podMonitor: {enabled: true}, updateStrategy: {maxSurge: 1}} => maxSurge podMonitor.enabled
        updateStrategy: {maxUnavailable: 0%}                   => /updateStrategy/maxUnavailable
        updateStrategy: {type: Recreate}                       => /updateStrategy/type RollingUpdate
        tolerations: {operator: Exists}                        => /tolerations array
        nodeSelector: {example.com/sriov: true}                => /nodeSelector/example.com string
        resources: {limits: {memory: a lot}}                   => /resources/limits/memory
        metrics: {enable: false}                               => /metrics enable
        metrics: {address: "localhost:9808"}                   => /metrics/address
        metrics: {address: "127.0.0.1"}                        => /metrics/address
        metrics: {address: "::1:9808"}                         => /metrics/address
        {podMonitor: {enabled: true}, metrics: {enabled: false}} => podMonitor.enabled metrics.enabled
        podMonitor: {port: 0}                                  => /podMonitor/port
        podMonitor: {interval: often}                          => /podMonitor/interval
        fullnameOverride: Keelson_Agent                        => /fullnameOverride
        # images and names
        image: {repository: ""}                                => /image/repository
        image: {repository: "keelson/agent:0.1.0"}             => /image/repository
        image: {tag: "0.1.0 "}                                 => /image/tag
        image: {tag: 1.0}                                      => /image/tag string
        image: {digest: "0123"}                                => /image/digest
        image: {pullPolicy: Sometimes}                         => /image/pullPolicy IfNotPresent
        serviceAccount: {create: false}                        => /serviceAccount/name
        existingConfigMap: Not_A_Name                          => /existingConfigMap
        # the configuration
        config: {nic: []}                                      => /config nic
        config: {}                                             => none
        config: {nics: [{select: {pfNames: [eth0]}, vsf: 4}]}  => /config/nics/0 vsf
        config: {nics: [{vfs: 4}]}                             => /config/nics/0 select
        config: {nics: [{select: {}, vfs: 4}]}                 => /config/nics/0/select
        config: {nics: [{select: {pfName: [eth0]}}]}           => /config/nics/0/select pfName
        config: {nics: [{select: [{pfName: [eth0]}]}]}         => /config/nics/0/select/0 pfName
        config: {nics: [{select: {pfNames: eth0}}]}            => /config/nics/0/select/pfNames array
        config: {nics: [{select: {vendors: [8086]}}]}          => /config/nics/0/select/vendors/0 string
        config: {nics: [{select: {pfNames: [eth0]}, vfs: all}]} => /config/nics/0/vfs max
        config: {nics: [{select: {pfNames: [eth0]}, vfs: -1}]} => /config/nics/0/vfs
        config: {pools: [{resource: a/b/c, select: {pfNames: [eth0]}}]} => /config/pools/0/resource
        config: {pools: [{resource: a, select: {pfNames: [eth0]}, gate: off}]} => /config/pools/0/gate strict
        config: {pools: [{resource: a, select: {pfNames: [eth0]}, driver: vfio_pci}]} => /config/pools/0/driver vfio-pci
        config: {pools: [{resource: a, select: {pfNames: [eth0]}, attach: {vlan: 4095}}]} => /config/pools/0/attach/vlan
        config: {pools: [{resource: a, select: {pfNames: [eth0]}, attach: {ipam: {}}}]} => /config/pools/0/attach/ipam type
        # contradictions
        `{existingConfigMap: mine, config: {nics: [{select: {pfNames: [eth0]}}]}}` => existingConfigMap mine config
        paths: {state: /var/keelson, run: /var/keelson}        => paths.run paths.state /var/keelson
        cni: {binDir: /etc/cni/net.d}                          => cni.binDir cni.confDir /etc/cni/net.d
        kubelet: {rootDir: /opt/keelson}                       => kubelet.rootDir /opt/keelson
        paths: {state: /proc/1/root/keelson}                   => paths.state /proc
        paths: {run: /run/netns}                               => paths.run /run/netns
        """)
    void refuses(String text, String words) throws IOException {
        Path values = values(text);
        if (words == null) {
            Chart.render(values);
        } else {
            assertThatThrownBy(() -> Chart.render(values)).as(text).hasMessageContainingAll(words.split(" "));
        }
    }
}
