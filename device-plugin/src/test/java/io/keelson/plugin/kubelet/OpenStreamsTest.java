package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {
    private static final StreamState NONE_YET = new StreamState(0, OptionalLong.empty());

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger news = new AtomicInteger();
    private final OpenStreams streams = new OpenStreams(clock::get, news::incrementAndGet);

    @Test
    void aStreamIsLostOnlyAfterItWasThere() {
        assertThat(streams.now()).isEqualTo(NONE_YET);

        streams.opened("first");
        assertThat(streams.now()).isEqualTo(new StreamState(1, OptionalLong.empty()));

        clock.set(7);
        streams.ended("first");
        assertThat(streams.now()).isEqualTo(new StreamState(0, OptionalLong.of(7)));
    }

    @Test
    void theLastEndCountsAndAnEndSaidTwiceDoesNot() {
        streams.opened("first");
        streams.opened("second");
        clock.set(3);
        streams.ended("first");
        assertThat(streams.now()).isEqualTo(new StreamState(1, OptionalLong.empty()));

        clock.set(5);
        streams.ended("second");
        clock.set(9);
        streams.ended("second");

        assertThat(streams.now()).isEqualTo(new StreamState(0, OptionalLong.of(5)));
        assertThat(news).hasValue(4);
    }
}
