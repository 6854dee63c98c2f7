package io.keelson.vf.model;

import java.time.Instant;

/** A device was handed to kubelet in an Allocate reply; there is no Deallocate, so its end has to be found out. */
public record Grant(DeviceId device, String resource, Instant since) {}
