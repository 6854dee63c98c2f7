package io.keelson.config.model;

/** What kind of device a pool has, in the device plugin's words. */
public enum DeviceType {
    /** Network functions: VFs, NICs without SR-IOV, PFs without VFs. */
    NET_DEVICE("netDevice"),
    /** Processing accelerators and their VFs. */
    ACCELERATOR("accelerator"),
    /** Sub-functions of NICs. */
    AUX_NET_DEVICE("auxNetDevice");

    private final String text;

    DeviceType(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
