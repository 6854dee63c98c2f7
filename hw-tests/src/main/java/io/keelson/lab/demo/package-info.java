/** The main job, narrated: what {@code make demo} runs. */
@NullMarked
package io.keelson.lab.demo;

import org.jspecify.annotations.NullMarked;
