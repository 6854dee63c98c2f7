package io.keelson.lab;

/** How long a guest runs. */
enum Lifetime {
    /** Until it is closed, at the latest until this process ends, however it ends. */
    WITH_US,
    /** Until somebody takes it down. */
    UNTIL_DOWN
}
