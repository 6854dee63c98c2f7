package io.keelson.plugin.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** This method may use a banned API, and why. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
@interface AllowForbidden {
    /** The reason. */
    String value();
}
