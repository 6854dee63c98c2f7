package io.keelson.vf.model;

import java.util.Locale;
import java.util.Optional;

/** The tag protocol of a VLAN: 802.1Q or the service tag 802.1ad. */
public enum VlanProto {
    DOT1Q("802.1q", 0x8100),
    DOT1AD("802.1ad", 0x88a8);

    private final String text;
    private final int etherType;

    VlanProto(String text, int etherType) {
        this.text = text;
        this.etherType = etherType;
    }

    /** The EtherType, in host order. */
    public int etherType() {
        return etherType;
    }

    /** The protocol a configuration names, in any case. */
    public static Optional<VlanProto> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals(DOT1Q.text)
                ? Optional.of(DOT1Q)
                : lower.equals(DOT1AD.text) ? Optional.of(DOT1AD) : Optional.empty();
    }

    /** The protocol of an EtherType; 0, which old drivers report, is 802.1Q. */
    public static Optional<VlanProto> ofEtherType(int etherType) {
        return etherType == 0 || etherType == DOT1Q.etherType
                ? Optional.of(DOT1Q)
                : etherType == DOT1AD.etherType ? Optional.of(DOT1AD) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
