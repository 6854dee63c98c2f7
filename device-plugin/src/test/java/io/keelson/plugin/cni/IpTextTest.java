package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.IfAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpTextTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::, ::",
        "::1, ::1",
        "fd00:0:0:0:0:0:0:2, fd00::2",
        "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::"
    })
    void writesTheShortestForm(String given, String written) {
        assertThat(IpText.of(IfAddress.literal(given).orElseThrow())).isEqualTo(written);
    }
}
