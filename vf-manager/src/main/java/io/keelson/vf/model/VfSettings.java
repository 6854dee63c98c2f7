package io.keelson.vf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a PF holds about one of its VFs ({@code ip link show PF}), each attribute by itself present or absent.
 *
 * <p>Read from the kernel, absent means the driver does not report it; as a wish, absent means untouched.
 * Source: {@code IFLA_VF_*} in {@code linux/if_link.h}.
 */
public record VfSettings(
        Optional<MacAddress> mac,
        Optional<VfVlan> vlan,
        Optional<Boolean> spoofchk,
        Optional<Boolean> trust,
        Optional<Mbps> minRate,
        Optional<Mbps> maxRate,
        Optional<VfLinkState> linkState) {

    /** Nothing present. */
    public static final VfSettings NONE = new VfSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Whether nothing is present. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    /** Whether one of the rates is present. */
    public boolean hasRate() {
        return minRate.isPresent() || maxRate.isPresent();
    }

    /** These settings, and those of {@code base} where this has none. */
    public VfSettings orElse(VfSettings base) {
        return merge(base, Choice.MINE_ELSE_THEIRS);
    }

    /** Of these, those that {@code current} reports with another value: what has to be written. */
    public VfSettings differingFrom(VfSettings current) {
        return merge(current, Choice.DIFFERING);
    }

    /** Of these, those that {@code current} does not report at all. */
    public VfSettings unreportedBy(VfSettings current) {
        return merge(current, Choice.UNREPORTED);
    }

    /** Of these, those that are present in {@code mask}. */
    public VfSettings within(VfSettings mask) {
        return merge(mask, Choice.WITHIN);
    }

    /** With this MAC address. */
    public VfSettings withMac(MacAddress address) {
        return new VfSettings(Optional.of(address), vlan, spoofchk, trust, minRate, maxRate, linkState);
    }

    /** With this VLAN. */
    public VfSettings withVlan(VfVlan tag) {
        return new VfSettings(mac, Optional.of(tag), spoofchk, trust, minRate, maxRate, linkState);
    }

    /** With spoof checking on or off. */
    public VfSettings withSpoofchk(boolean on) {
        return new VfSettings(mac, vlan, Optional.of(on), trust, minRate, maxRate, linkState);
    }

    /** With trust on or off. */
    public VfSettings withTrust(boolean on) {
        return new VfSettings(mac, vlan, spoofchk, Optional.of(on), minRate, maxRate, linkState);
    }

    /** With this guaranteed rate. */
    public VfSettings withMinRate(Mbps rate) {
        return new VfSettings(mac, vlan, spoofchk, trust, Optional.of(rate), maxRate, linkState);
    }

    /** With this highest rate. */
    public VfSettings withMaxRate(Mbps rate) {
        return new VfSettings(mac, vlan, spoofchk, trust, minRate, Optional.of(rate), linkState);
    }

    /** With this link state. */
    public VfSettings withLinkState(VfLinkState state) {
        return new VfSettings(mac, vlan, spoofchk, trust, minRate, maxRate, Optional.of(state));
    }

    /** {@code mac 02:.. vlan 100 trust off}: the words of {@code ip link set PF vf N}. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        mac.ifPresent(v -> words.add("mac " + v));
        vlan.ifPresent(v -> words.add("vlan " + v));
        spoofchk.ifPresent(v -> words.add("spoofchk " + onOff(v)));
        trust.ifPresent(v -> words.add("trust " + onOff(v)));
        minRate.ifPresent(v -> words.add("min_tx_rate " + v));
        maxRate.ifPresent(v -> words.add("max_tx_rate " + v));
        linkState.ifPresent(v -> words.add("state " + v));
        return String.join(" ", words);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private VfSettings merge(VfSettings other, Choice choice) {
        return new VfSettings(
                choice.of(mac, other.mac),
                choice.of(vlan, other.vlan),
                choice.of(spoofchk, other.spoofchk),
                choice.of(trust, other.trust),
                choice.of(minRate, other.minRate),
                choice.of(maxRate, other.maxRate),
                choice.of(linkState, other.linkState));
    }

    /** What stays of two values of one attribute. */
    private enum Choice {
        MINE_ELSE_THEIRS,
        DIFFERING,
        UNREPORTED,
        WITHIN;

        <T> Optional<T> of(Optional<T> mine, Optional<T> theirs) {
            return switch (this) {
                case MINE_ELSE_THEIRS -> mine.isPresent() ? mine : theirs;
                case DIFFERING -> theirs.isPresent() && !mine.equals(theirs) ? mine : Optional.empty();
                case UNREPORTED -> theirs.isPresent() ? Optional.empty() : mine;
                case WITHIN -> theirs.isPresent() ? mine : Optional.empty();
            };
        }
    }
}
