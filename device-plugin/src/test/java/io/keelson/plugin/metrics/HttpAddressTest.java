package io.keelson.plugin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9808, 127.0.0.1:9808",
        "0.0.0.0:1, 0.0.0.0:1",
        "[::1]:65535, [0:0:0:0:0:0:0:1]:65535",
        "fd00::7:9808, [fd00:0:0:0:0:0:0:7]:9808"
    })
    void takesAnAddressAndAPort(String text, String address) {
        assertThat(HttpAddress.parse(text)).map(HttpAddress::toString).hasValue(address);
    }

    /** A name is never looked up: which address it has may be another tomorrow. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":9808",
                "9808",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:0",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "127.0.0.1:99999999999999999999",
                "127.1:80",
                "localhost:9808",
                "node.example.com:9808",
                "[127.0.0.1]:9808",
                "[]:9808",
                "300.0.0.1:9808",
                "::1",
                "http://127.0.0.1:9808",
                "off"
            })
    void takesNothingElse(String text) {
        assertThat(HttpAddress.parse(text)).isEmpty();
    }
}
