package io.keelson.vf.model;

/** The VLAN a PF tags a VF's traffic with: id, priority and tag protocol, which the kernel sets together. */
public record VfVlan(VlanId id, VlanQos qos, VlanProto proto) {
    /** No tag at all. */
    public static final VfVlan NONE = new VfVlan(new VlanId(0), new VlanQos(0), VlanProto.DOT1Q);

    @Override
    public String toString() {
        return id + (qos.priority() == 0 ? "" : " qos " + qos) + (proto == VlanProto.DOT1Q ? "" : " proto " + proto);
    }
}
