package io.keelson.plugin.cni;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The CNI_* variables of a request. Of one that is set twice the first counts, as for {@code getenv}; empty is not set. */
record CniEnvironment(Map<String, String> variables) {
    CniEnvironment {
        variables = Map.copyOf(variables);
    }

    static CniEnvironment of(List<byte[]> entries) throws Refusal {
        Map<String, String> variables = new HashMap<>();
        for (byte[] entry : entries) {
            String text = text(entry);
            int at = text.indexOf('=');
            if (at < 0 || !text.startsWith("CNI_")) {
                throw new Refusal(Problem.of(
                        Code.CNI_REQUEST_MALFORMED,
                        new Subject("CNI_ environment"),
                        "'" + text + "' is no CNI_* variable",
                        "use the keelson CNI executable"));
            }
            variables.putIfAbsent(text.substring(0, at), text.substring(at + 1));
        }
        return new CniEnvironment(variables);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).filter(v -> !v.isEmpty());
    }

    private static String text(byte[] bytes) throws Refusal {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Problem.of(
                    Code.CNI_REQUEST_MALFORMED,
                    new Subject("CNI_ environment"),
                    "not UTF-8",
                    "see what the runtime puts into CNI_ARGS"));
        }
    }
}
