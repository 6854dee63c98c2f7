package io.keelson.plugin.app;

import io.keelson.plugin.attach.Netnses;
import io.keelson.vf.Machine;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.NetnsPath;
import java.util.OptionalLong;

/** Looks at sandboxes' namespaces on this machine. */
record SandboxLooks(Machine machine) implements Netnses {
    @Override
    public OptionalLong cookie(NetnsPath path) throws HostException {
        return machine.cookie(path);
    }

    @Override
    public boolean isOwn(NetnsPath path) throws HostException {
        return machine.isOwn(path);
    }
}
