package io.keelson.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What became of devices, and how often that is told. */
class HealthNewsTest {
    private static final ResourceName FAST = new ResourceName("keelson.io", "fast");
    private static final PciAddress ONE = PciAddress.of("0000:01:10.0");
    private static final PciAddress TWO = PciAddress.of("0000:01:10.2");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final HealthNews news = new HealthNews();

    private static List<PoolState> pool(Map<PciAddress, Code> unhealthy) {
        return List.of(new PoolState(
                FAST,
                Optional.empty(),
                List.of(ONE, TWO).stream()
                        .map(d -> new PoolState.Device(
                                d,
                                Optional.empty(),
                                Optional.ofNullable(unhealthy.get(d)).map(HealthNewsTest::problem)))
                        .toList()));
    }

    private static Problem problem(Code code) {
        return Problem.of(code, new Subject("0000:01:00.0"), "has no link", "see to its cable");
    }

    @Test
    void whatIsHealthyFromTheBeginningIsNoNews() {
        assertThat(news.of(pool(Map.of()), 0)).isEmpty();
    }

    @Test
    void devicesThatFailTogetherAreToldOnceAndTogether() {
        Map<PciAddress, Code> down = Map.of(ONE, Code.PF_DOWN, TWO, Code.PF_DOWN);
        assertThat(news.of(pool(down), 0))
                .containsExactly(new HealthNews.Item(FAST, Optional.of(problem(Code.PF_DOWN)), List.of(ONE, TWO), 0));
        assertThat(news.of(pool(down), SECOND)).as("the same again").isEmpty();
    }

    @Test
    void eachCodeIsToldOfItsOwnDevices() {
        assertThat(news.of(pool(Map.of(ONE, Code.PF_DOWN, TWO, Code.PCI_ERROR)), 0))
                .extracting(HealthNews.Item::devices)
                .containsExactly(List.of(ONE), List.of(TWO));
        assertThat(news.of(pool(Map.of(ONE, Code.PF_DOWN, TWO, Code.PF_DOWN)), 1))
                .as("another reason is news")
                .extracting(HealthNews.Item::devices)
                .containsExactly(List.of(TWO));
    }

    @Test
    void whoWasToldHearsOfTheRecovery() {
        news.of(pool(Map.of(ONE, Code.PF_DOWN)), 0);
        assertThat(news.of(pool(Map.of()), SECOND))
                .containsExactly(new HealthNews.Item(FAST, Optional.empty(), List.of(ONE), 0));
        assertThat(news.of(pool(Map.of()), 2 * SECOND)).isEmpty();
    }

    @Test
    void aDeviceThatLeftThePoolDidNotRecover() {
        news.of(pool(Map.of(ONE, Code.PF_DOWN)), 0);
        List<PoolState> empty = List.of(new PoolState(FAST, Optional.empty(), List.of()));
        assertThat(news.of(empty, 1)).isEmpty();
        assertThat(news.of(pool(Map.of()), 2)).isEmpty();
    }

    /** What it has come to is told when there is room again, with a count of what was not. */
    @Test
    void whatFlapsIsToldSoOftenAMinuteAndThenAsItEnded() {
        int told = 0;
        for (int i = 0; i < 20; i++) {
            told += news.of(pool(i % 2 == 0 ? Map.of(ONE, Code.PF_DOWN) : Map.of()), i)
                    .size();
        }
        assertThat(told).isEqualTo(HealthNews.MOST);
        assertThat(news.of(pool(Map.of(ONE, Code.PF_DOWN)), 30)).isEmpty();
        assertThat(news.of(pool(Map.of(ONE, Code.PF_DOWN)), HealthNews.WINDOW.toNanos() + 3))
                .containsExactly(new HealthNews.Item(FAST, Optional.of(problem(Code.PF_DOWN)), List.of(ONE), 17));
    }
}
