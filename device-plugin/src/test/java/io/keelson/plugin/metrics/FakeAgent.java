package io.keelson.plugin.metrics;

import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An agent that is as it is. */
record FakeAgent(boolean started, boolean servesKubelet, List<PoolState> pools, Set<DeviceId> held, Work work)
        implements AgentView {
    static final Work NONE = new Work(Spent.NOTHING, Optional.empty(), List.of(), false, 0, 0, 0, Map.of());

    /** One that has done something of everything. */
    static final Work MUCH = new Work(
            new Spent(3, Duration.ofMillis(1250)),
            Optional.of(Instant.ofEpochMilli(1_795_430_000_250L)),
            List.of(),
            true,
            1_234_567,
            2,
            5,
            new EnumMap<>(Map.of(
                    Work.Attachment.ATTACHED, new Spent(2, Duration.ofMillis(70)),
                    Work.Attachment.RELEASE_FAILED, new Spent(1, Duration.ofMillis(5)))));

    FakeAgent(List<PoolState> pools) {
        this(true, true, pools, Set.of(), NONE);
    }

    @Override
    public String version() {
        return "1.2.3";
    }
}
