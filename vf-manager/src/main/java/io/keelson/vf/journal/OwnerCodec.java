package io.keelson.vf.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PodRef;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** An {@link Owner} and its key as JSON, and back. */
final class OwnerCodec {
    private OwnerCodec() {}

    /** Puts the owner's fields into the object of the change that sets it. */
    static void encode(ObjectNode node, Owner owner) {
        node.set("key", encode(owner.key()));
        node.put("phase", owner.phase().toString());
        node.putObject("pod")
                .put("namespace", owner.pod().namespace())
                .put("name", owner.pod().name())
                .put("uid", owner.pod().uid());
        node.put("netns", owner.netns().text());
        owner.netnsCookie().ifPresent(c -> node.put("cookie", c));
        owner.resource().ifPresent(r -> node.put("resource", r));
        owner.ipam().ifPresent(i -> node.putObject("ipam")
                .put("type", i.type())
                .put("config", i.config())
                .put("args", i.args())
                .put("path", i.path()));
        node.put("since", owner.since().toString());
    }

    static ObjectNode encode(OwnerKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("boot", key.boot().uuid())
                .put("container", key.container().text())
                .put("interface", key.ifName().text());
    }

    static Owner decode(Fields f) throws BadRecord {
        Optional<Long> cookie = f.maybeNumber("cookie", Long.MIN_VALUE, Long.MAX_VALUE);
        return new Owner(
                key(f.object("key")),
                f.parsed("phase", OwnerCodec::phase),
                pod(f.object("pod")),
                f.parsed("netns", NetnsPath::parse),
                cookie.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                f.maybeText("resource"),
                ipam(f.maybeObject("ipam")),
                f.time("since"));
    }

    static OwnerKey key(Fields f) throws BadRecord {
        OwnerKey key = new OwnerKey(
                f.parsed("boot", BootId::parse),
                f.parsed("container", ContainerId::parse),
                f.parsed("interface", IfName::parse));
        f.end();
        return key;
    }

    private static PodRef pod(Fields f) throws BadRecord {
        PodRef pod = new PodRef(f.text("namespace"), f.text("name"), f.text("uid"));
        f.end();
        return pod;
    }

    private static Optional<IpamCall> ipam(Optional<Fields> maybe) throws BadRecord {
        if (maybe.isEmpty()) {
            return Optional.empty();
        }
        Fields f = maybe.get();
        IpamCall call = new IpamCall(f.text("type"), f.text("config"), f.text("args"), f.text("path"));
        f.end();
        return Optional.of(call);
    }

    private static Optional<OwnerPhase> phase(String text) {
        return Arrays.stream(OwnerPhase.values())
                .filter(p -> p.toString().equals(text))
                .findFirst();
    }
}
