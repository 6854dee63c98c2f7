package io.keelson.plugin.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Columns table =
                new Columns("A", "LONG", "Z").row("aaa", 1, Optional.empty()).row("a", Optional.of("b"), "");
        assertThat(table).hasToString("A    LONG  Z\naaa  1     -\na    b\n");
    }

    @Test
    void aRowNeedsACellForEachHeading() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Columns("A", "B").row("a"));
    }
}
