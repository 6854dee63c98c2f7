package io.keelson.plugin.pool;

import io.keelson.config.model.DeviceType;
import io.keelson.config.model.ResourceName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a pool's devices are called where a container runtime adds their nodes by itself, from a file of ours. Kind and file
 * name are the peers': vendor is the resource's prefix, class is what the device is, {@code intel.com/net-pci}.
 * Source: Container Device Interface, SPEC.md 0.6.0.
 *
 * @param kind {@code vendor/class}
 */
public record CdiPool(ResourceName resource, String kind) {
    private static final String PREFIX = "cdi.k8s.io/";
    private static final Pattern VENDOR = Pattern.compile("[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9])?");
    private static final int MAX_KEY = 63;
    private static final int HASH = 10;

    /** The names of a resource's devices; empty where its prefix is no vendor, as one that begins with a digit. */
    public static Optional<CdiPool> of(ResourceName resource, DeviceType type) {
        return VENDOR.matcher(resource.prefix()).matches()
                ? Optional.of(new CdiPool(resource, resource.prefix() + "/" + deviceClass(type)))
                : Optional.empty();
    }

    private static String deviceClass(DeviceType type) {
        return switch (type) {
            case NET_DEVICE -> "net-pci";
            case ACCELERATOR -> "net-accel";
            case AUX_NET_DEVICE -> "net-sf";
        };
    }

    /** Whether CDI takes this as the name of a device; since 0.5.0 it may begin with a digit. */
    public static boolean isDevice(String id) {
        return DEVICE.matcher(id).matches();
    }

    /** The full name of a device: {@code intel.com/net-pci=0000:03:02.0}. */
    public String device(String id) {
        return kind + "=" + id;
    }

    /**
     * The key of the annotation that asks for devices of this pool. Of two annotations with one key kubelet keeps one, so each
     * pool has its own. The part behind the slash has 63 characters at most; a longer one ends in a hash of the whole.
     */
    public String annotation() {
        String key = (kind + "_" + resource.name()).replace('/', '_');
        return PREFIX + (key.length() <= MAX_KEY ? key : key.substring(0, MAX_KEY - HASH - 1) + "_" + hash(key));
    }

    /** The value of that annotation. */
    public String annotation(List<String> ids) {
        return String.join(",", ids.stream().map(this::device).toList());
    }

    /** The name of the file that tells runtimes of these devices. */
    public String fileName() {
        return "sriov-dp-" + kind.replace('/', '-') + "-" + resource.name() + ".yaml";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
