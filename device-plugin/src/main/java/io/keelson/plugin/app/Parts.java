package io.keelson.plugin.app;

import java.util.ArrayDeque;
import java.util.Deque;

/** What the agent has opened, closed in reverse; how one of them ends does not keep the others from ending. Its owner locks. */
final class Parts {
    private final Deque<Part> open = new ArrayDeque<>();

    /** Something opened that has to be closed. */
    interface Part {
        void close() throws Exception;
    }

    void push(Part part) {
        open.push(part);
    }

    /** Leaves the end of this one to somebody else. */
    void remove(Part part) {
        open.remove(part);
    }

    /** All but so many, those that were opened first. */
    void close(int left) {
        while (open.size() > left) {
            try {
                open.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                Log.problem("a part of the agent did not end well", Output.internal(e));
            }
        }
    }
}
