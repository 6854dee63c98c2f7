package io.keelson.plugin.app;

import io.keelson.plugin.metrics.AgentView;
import io.keelson.plugin.metrics.Work;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.VfId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The agent as it is told of over HTTP, which is open before there is much to tell. */
final class LiveView implements AgentView {
    private final Duty duty;
    private final Wiring wiring;
    private volatile boolean started;

    LiveView(Duty duty, Wiring wiring) {
        this.duty = duty;
        this.wiring = wiring;
    }

    void start() {
        started = true;
    }

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public boolean servesKubelet() {
        return duty.servesKubelet();
    }

    @Override
    public List<PoolState> pools() {
        return wiring.commands().pools();
    }

    @Override
    public Set<DeviceId> held() {
        Ledger ledger = wiring.control().writer().ledger();
        Set<DeviceId> held = new HashSet<>(ledger.grants().keySet());
        ledger.owners().keySet().stream().map(VfId::address).forEach(held::add);
        return held;
    }

    @Override
    public Work work() {
        return wiring.totals()
                .work(
                        wiring.reconciler().problems(),
                        !wiring.reload().problems().isEmpty());
    }
}
