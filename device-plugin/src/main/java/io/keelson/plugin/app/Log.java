package io.keelson.plugin.app;

import io.keelson.plugin.log.Key;
import io.keelson.vf.model.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's own log lines: what happened, and the problem as a key. */
final class Log {
    private static final Logger AGENT = LoggerFactory.getLogger("keelson");

    private Log() {}

    static void problem(String what, Problem problem) {
        AGENT.atWarn().addKeyValue(Key.PROBLEM.word(), problem.line()).log(what);
    }

    static void event(String what) {
        AGENT.info(what);
    }

    static void event(String what, Key key, Object value) {
        AGENT.atInfo().addKeyValue(key.word(), value).log(what);
    }
}
