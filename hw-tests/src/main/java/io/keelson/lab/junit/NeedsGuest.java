package io.keelson.lab.junit;

import io.keelson.lab.Extra;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a guest: one for the class, fresh from a snapshot, ended after its last test. A test method or
 * constructor gets it as a parameter of type {@link io.keelson.lab.Guest}. If there can be no such guest on this machine,
 * the class is skipped, and the reason names what is missing.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("lab")
@ExtendWith(GuestExtension.class)
public @interface NeedsGuest {
    /** With containerd and a real kubelet running. */
    boolean kubelet() default false;

    /** With this hardware besides; {@link Extra#NVME} without kubelet. */
    Extra extra() default Extra.NONE;
}
