package io.keelson.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNameTest {
    @Test
    void onlyDotsBecomeUnderscoresInTheVariable() {
        assertThat(ResourceName.of("intel.com/sriov_net-A").variable()).isEqualTo("PCIDEVICE_INTEL_COM_SRIOV_NET-A");
        assertThat(ResourceName.of("keelson.io/fast").fileStem()).isEqualTo("keelson.io_fast");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "fast", "a/", "/b", "a/b/c", "A.b/c", "a..b/c", "a/../b", "a/-b", "a/b\n", "-a/b", "a/b."
            })
    void whatIsNoExtendedResourceIsNone(String text) {
        assertThat(ResourceName.parse(text)).isEmpty();
    }

    @Test
    void lengthsAreBounded() {
        assertThat(ResourceName.parse("a/" + "b".repeat(63))).isPresent();
        assertThat(ResourceName.parse("a/" + "b".repeat(64))).isEmpty();
        assertThat(ResourceName.parse("a".repeat(254) + "/b")).isEmpty();
    }
}
