package io.keelson.vf.model;

/** Who holds a VF, compared before anything is taken back: a boot, a sandbox and an interface of it. */
public record OwnerKey(BootId boot, ContainerId container, IfName ifName) {
    @Override
    public String toString() {
        return container.brief() + ":" + ifName;
    }
}
