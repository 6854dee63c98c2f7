package io.keelson.plugin.cni;

import io.keelson.plugin.attach.AddRequest;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.attach.CheckRequest;
import io.keelson.plugin.attach.DelRequest;
import io.keelson.plugin.attach.GcRequest;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records what it is asked; gives what it was told to give, or fails as it was told to. */
final class FakeAttachments implements Attachments {
    final List<AddRequest> adds = new ArrayList<>();
    final List<DelRequest> dels = new ArrayList<>();
    final List<CheckRequest> checks = new ArrayList<>();
    final List<GcRequest> gcs = new ArrayList<>();
    List<Attached> gives = List.of();
    Optional<Problem> fails = Optional.empty();
    Optional<RuntimeException> breaks = Optional.empty();

    @Override
    public List<Attached> add(AddRequest request, Call call) throws HostException {
        adds.add(request);
        fail();
        return gives;
    }

    @Override
    public void del(DelRequest request, Call call) throws HostException {
        dels.add(request);
        fail();
    }

    @Override
    public void check(CheckRequest request, Call call) throws HostException {
        checks.add(request);
        fail();
    }

    @Override
    public void gc(GcRequest request, Call call) throws HostException {
        gcs.add(request);
        fail();
    }

    @Override
    public void status(Call call) throws HostException {
        fail();
    }

    private void fail() throws HostException {
        if (breaks.isPresent()) {
            throw breaks.get();
        }
        if (fails.isPresent()) {
            throw new HostException(fails.get());
        }
    }
}
