package io.keelson.dpdk.check;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.List;

/** Has the kernel the driver that the pools want? Whether it is bound to their VFs is another question. */
final class DriverJudge {
    private static final String CHECK = "vfio-driver";

    private DriverJudge() {}

    static Judgement of(UserspaceFacts facts) {
        return switch (facts.vfioPci()) {
            case LOADED -> new Judgement(CHECK, "vfio-pci is loaded", List.of(), List.of());
            case INSTALLED ->
                missing("its module is there, and not loaded", "run 'modprobe vfio-pci', and have it loaded at boot");
            case ABSENT ->
                missing(
                        "it is not among the modules of the running kernel",
                        "install the kernel's package with it, or a kernel with CONFIG_VFIO_PCI");
            case UNSEEN ->
                missing(
                        "it is not loaded, and the kernel's modules cannot be seen from here",
                        "run 'modprobe vfio-pci' on the host, and have it loaded at boot");
        };
    }

    private static Judgement missing(String what, String hint) {
        return new Judgement(
                CHECK,
                "vfio-pci is not loaded",
                List.of(Problem.of(
                        Code.DRIVER_UNKNOWN,
                        new Subject(DriverName.VFIO_PCI.text()),
                        "the kernel has no such driver: " + what,
                        hint)),
                List.of());
    }
}
