package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.PodRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CniArgsTest {
    @Test
    void namesThePod() {
        CniArgs.Parsed parsed = CniArgs.parse("IgnoreUnknown=1;K8S_POD_NAMESPACE=ran;K8S_POD_NAME=upf-0;"
                + "K8S_POD_INFRA_CONTAINER_ID=abc;K8S_POD_UID=1f2e;SOMETHING=else");
        assertThat(parsed.fault()).isEmpty();
        assertThat(parsed.args().pod()).contains(new PodRef("ran", "upf-0", "1f2e"));
        assertThat(parsed.args().mac()).isEmpty();
    }

    @Test
    void knowsNoPodWithoutNamespaceAndName() {
        assertThat(CniArgs.parse("").args().pod()).isEmpty();
        assertThat(CniArgs.parse("K8S_POD_NAME=a").args().pod()).isEmpty();
        assertThat(CniArgs.parse("K8S_POD_NAME=a;K8S_POD_NAMESPACE=").args().pod())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            A                     > 'A' is not KEY=VALUE
            MAC=a=b               > 'MAC=a=b' is not KEY=VALUE
            =x                    > '=x' is not KEY=VALUE
            MAC=a;                > '' is not KEY=VALUE
            NEW=1                 > unknown key 'NEW' without IgnoreUnknown=1
            NEW=1;IgnoreUnknown=0 > unknown key 'NEW' without IgnoreUnknown=1
            IgnoreUnknown=maybe   > IgnoreUnknown is 'maybe', neither true nor false
            """)
    void saysWhatIsWrong(String text, String fault) {
        assertThat(CniArgs.parse(text).fault())
                .hasValueSatisfying(f -> assertThat(f).isEqualTo(fault));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IgnoreUnknown=1;NEW=1", "NEW=1;IgnoreUnknown=true", "MAC=;K8S_POD_NAME="})
    void takesWhatTheFieldTakes(String text) {
        assertThat(CniArgs.parse(text).fault()).isEmpty();
        assertThat(CniArgs.parse(text).args().text()).isEqualTo(text);
    }
}
