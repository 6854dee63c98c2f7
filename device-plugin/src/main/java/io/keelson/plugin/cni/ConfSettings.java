package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.step.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The VF attributes in a network configuration, with sriov-cni's meaning: absent is untouched, a VLAN of 0 is untagged, a
 * priority or protocol needs a VLAN, one rate brings the other as 0, and whatever {@code spoofchk} and {@code trust} say
 * that is not {@code on} is off.
 */
final class ConfSettings {
    private final NetConf conf;
    private final List<Problem> problems = new ArrayList<>();

    ConfSettings(NetConf conf) {
        this.conf = conf;
    }

    VfSettings read(CniArgs args) throws Refusal {
        Optional<Long> min = number("min_tx_rate", 0, Integer.MAX_VALUE);
        Optional<Long> max = number("max_tx_rate", 0, Integer.MAX_VALUE);
        boolean rated = min.isPresent() || max.isPresent();
        if (max.orElse(0L) != 0 && min.orElse(0L) > max.orElse(0L)) {
            wrong("min_tx_rate", min.get() + " is above max_tx_rate " + max.get(), "lower it");
        }
        VfSettings settings = new VfSettings(
                mac(args),
                vlan(),
                onOff("spoofchk"),
                onOff("trust"),
                rated ? Optional.of(mbps(min)) : Optional.empty(),
                rated ? Optional.of(mbps(max)) : Optional.empty(),
                linkState());
        if (!problems.isEmpty()) {
            throw NetConf.all(problems);
        }
        return settings;
    }

    private static Mbps mbps(Optional<Long> value) {
        return new Mbps(value.orElse(0L).intValue());
    }

    private Optional<VfVlan> vlan() {
        Optional<Long> id = number("vlan", 0, 4094);
        Optional<Long> qos = number("vlanQoS", 0, 7);
        Optional<VlanProto> proto = proto();
        boolean given = !conf.member("vlan").isMissingNode();
        if (!given) {
            qos.ifPresent(q -> wrong("vlanQoS", "needs a vlan", "give vlan too, or leave vlanQoS out"));
            proto.ifPresent(p -> wrong("vlanProto", "needs a vlan", "give vlan too, or leave vlanProto out"));
            return Optional.empty();
        }
        boolean untagged = id.isPresent() && id.get() == 0;
        if (untagged && qos.orElse(0L) != 0) {
            wrong("vlanQoS", "a priority needs a vlan other than 0", "give a vlan from 1 to 4094");
        }
        if (untagged && proto.equals(Optional.of(VlanProto.DOT1AD))) {
            wrong("vlanProto", "802.1ad needs a vlan other than 0", "give a vlan from 1 to 4094");
        }
        return id.map(v -> new VfVlan(
                new VlanId(v.intValue()), new VlanQos(qos.orElse(0L).intValue()), proto.orElse(VlanProto.DOT1Q)));
    }

    private Optional<VlanProto> proto() {
        return text("vlanProto").flatMap(t -> {
            Optional<VlanProto> proto = VlanProto.parse(t);
            if (proto.isEmpty()) {
                wrong("vlanProto", "'" + t + "'", "802.1q or 802.1ad");
            }
            return proto;
        });
    }

    private Optional<VfLinkState> linkState() {
        return text("link_state").flatMap(t -> {
            Optional<VfLinkState> state = VfLinkState.parse(t);
            if (state.isEmpty()) {
                wrong("link_state", "'" + t + "'", "auto, enable or disable");
            }
            return state;
        });
    }

    private Optional<Boolean> onOff(String key) {
        return text(key).map(t -> t.equals("on"));
    }

    /** The address of the highest precedence: the runtime's, then the meta plugin's, then the configuration's own. */
    private Optional<MacAddress> mac(CniArgs args) {
        Optional<String> fromRuntime = runtimeMac();
        if (fromRuntime.isPresent()) {
            return mac("runtimeConfig.mac", fromRuntime.get());
        }
        if (args.mac().isPresent()) {
            return mac("CNI_ARGS MAC", args.mac().get());
        }
        return text("mac").flatMap(t -> mac("mac", t));
    }

    private Optional<String> runtimeMac() {
        JsonNode runtime = conf.member("runtimeConfig");
        if (runtime.isMissingNode()) {
            return Optional.empty();
        }
        if (!runtime.isObject()) {
            wrong("runtimeConfig", "not an object", "this is the runtime's to fill in");
            return Optional.empty();
        }
        JsonNode mac = Json.folded(runtime).get("mac");
        if (mac == null || mac.isNull()) {
            return Optional.empty();
        }
        if (!mac.isTextual()) {
            wrong("runtimeConfig.mac", "not a text", "write it as 02:00:00:00:00:01");
        }
        return Optional.of(mac.asText()).filter(t -> !t.isEmpty());
    }

    private Optional<MacAddress> mac(String key, String text) {
        Optional<MacAddress> mac = MacAddress.parse(text);
        if (mac.isEmpty() || mac.get().isMulticast() || mac.get().isZero()) {
            wrong(
                    key,
                    "'" + text + "' can be no interface's address",
                    "six octets such as 02:00:00:00:00:01, not multicast");
            return Optional.empty();
        }
        return mac;
    }

    /** A text; an empty one is as good as none. */
    private Optional<String> text(String key) {
        JsonNode value = conf.member(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            wrong(key, "not a text", "put it in quotes");
            return Optional.empty();
        }
        return Optional.of(value.textValue()).filter(t -> !t.isEmpty());
    }

    private Optional<Long> number(String key, long least, long most) {
        JsonNode value = conf.member(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        boolean whole = value.isIntegralNumber() && value.canConvertToLong();
        if (!whole || value.longValue() < least || value.longValue() > most) {
            wrong(key, value + " is out of range or no number", "a whole number from " + least + " to " + most);
            return Optional.empty();
        }
        return Optional.of(value.longValue());
    }

    private void wrong(String key, String detail, String hint) {
        problems.add(conf.problem(key, detail, hint));
    }
}
