package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleFlightTest {
    private static final Subject KUBELET = new Subject("kubelet");
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        callers.shutdownNow();
    }

    @Test
    void whoComesDuringACallSharesTheNextOne() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SingleFlight<Integer> flight = new SingleFlight<>(KUBELET, until -> {
            int call = calls.incrementAndGet();
            begun.countDown();
            await(goOn);
            return call;
        });
        Future<Integer> first = callers.submit(() -> flight.ask(minute()));
        begun.await();
        List<Thread> late = new ArrayList<>();
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CountDownLatch started = new CountDownLatch(1);
            answers.add(callers.submit(() -> {
                synchronized (late) {
                    late.add(Thread.currentThread());
                }
                started.countDown();
                return flight.ask(minute());
            }));
            started.await();
        }
        while (!late.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
        goOn.countDown();

        assertThat(first.get()).isEqualTo(1);
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(2);
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void aFailureIsTheCallersOwn() throws Exception {
        Problem why = Problem.of(Code.KUBELET_REFUSED, KUBELET, "no", "later");
        SingleFlight<Integer> flight = new SingleFlight<>(KUBELET, until -> {
            throw new HostException(why);
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> flight.ask(minute()))
                    .isInstanceOfSatisfying(
                            HostException.class, e -> assertThat(e.problem()).isEqualTo(why));
        }
    }

    @Test
    void aWaiterGivesUpAtItsDeadlineAndTheCallGoesOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SingleFlight<String> flight = new SingleFlight<>(KUBELET, until -> {
            begun.countDown();
            await(goOn);
            return "answer";
        });
        Future<String> first = callers.submit(() -> flight.ask(minute()));
        begun.await();

        assertThatThrownBy(() -> flight.ask(Deadline.after(Duration.ofMillis(5))))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.problem().code()).isEqualTo(Code.KUBELET_REFUSED));
        goOn.countDown();
        assertThat(first.get()).isEqualTo("answer");
        assertThat(flight.ask(minute())).isEqualTo("answer");
    }

    private static Deadline minute() {
        return Deadline.after(Duration.ofMinutes(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
