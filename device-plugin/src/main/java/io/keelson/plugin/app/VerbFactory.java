package io.keelson.plugin.app;

import java.util.Map;
import picocli.CommandLine;

/** Gives every verb the environment and the output; everything else is picocli's own. */
record VerbFactory(Map<String, String> environment, Output output) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
        K made = CommandLine.defaultFactory().create(type);
        if (made instanceof Verb verb) {
            verb.give(environment, output);
        }
        return made;
    }
}
