package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Network;
import io.keelson.plugin.attach.Sandbox;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One call of a container runtime, its environment typed.
 *
 * <p>ADD and CHECK need CNI_CONTAINERID, CNI_IFNAME, CNI_NETNS and CNI_PATH; DEL the first two, and takes the others as
 * absent where they are of no use, since it must not fail on what is gone. All that is wrong is reported at once.
 * Source: CNI specification 1.1.0, "Parameters".
 */
record CniRequest(
        CniVerb verb,
        Optional<ContainerId> container,
        Optional<IfName> ifName,
        Optional<NetnsPath> netns,
        CniPath path,
        CniArgs args,
        NetConf conf) {

    /** Fails with {@code CNI_REQUEST_MALFORMED} naming the variable, or {@code stdin}. */
    static CniRequest parse(List<byte[]> environment, byte[] stdin) throws Refusal {
        CniEnvironment env = CniEnvironment.of(environment);
        CniVerb verb = env.value("CNI_COMMAND")
                .flatMap(CniVerb::parse)
                .orElseThrow(() -> new Refusal(bad(
                        "CNI_COMMAND",
                        "'" + env.value("CNI_COMMAND").orElse("") + "'",
                        "ADD, DEL, CHECK, GC, STATUS, VERSION")));
        List<Problem> problems = new ArrayList<>();
        Reader read = new Reader(env, problems);
        CniRequest request = new CniRequest(
                verb,
                read.typed("CNI_CONTAINERID", ContainerId::parse, verb.namesContainer(), "a container id"),
                read.typed("CNI_IFNAME", IfName::parse, verb.namesContainer(), "an interface name"),
                read.netns(verb),
                read.path(verb),
                read.args(verb),
                NetConf.parse(verb == CniVerb.VERSION ? new byte[] {'{', '}'} : stdin));
        if (!problems.isEmpty()) {
            throw new Refusal(problems);
        }
        return request;
    }

    /** Where an ADD or CHECK goes. */
    Sandbox sandbox() {
        return new Sandbox(container.orElseThrow(), ifName.orElseThrow(), netns.orElseThrow(), args.pod());
    }

    /** The network, for IPAM plugins. */
    Network network() throws Refusal {
        return new Network(conf.name(), conf.version().toString(), args.text(), path.toString());
    }

    private static Problem bad(String variable, String detail, String hint) {
        return Problem.of(Code.CNI_REQUEST_MALFORMED, new Subject(variable), detail, hint);
    }

    /** Reads variables one by one and collects what is wrong. */
    private record Reader(CniEnvironment env, List<Problem> problems) {
        <T> Optional<T> typed(String name, Function<String, Optional<T>> parser, boolean required, String what) {
            Optional<String> text = env.value(name);
            if (text.isEmpty() && required) {
                problems.add(bad(name, "not set", "the runtime must give " + what));
            }
            Optional<T> value = text.flatMap(parser);
            if (text.isPresent() && value.isEmpty()) {
                problems.add(bad(name, "'" + text.get() + "' is not " + what, "the runtime must give " + what));
            }
            return value;
        }

        Optional<NetnsPath> netns(CniVerb verb) {
            return verb.isStrict()
                    ? typed("CNI_NETNS", NetnsPath::parse, true, "the path of a network namespace")
                    : env.value("CNI_NETNS").flatMap(NetnsPath::parse);
        }

        CniPath path(CniVerb verb) {
            if (verb.isStrict() && env.value("CNI_PATH").isEmpty()) {
                problems.add(bad("CNI_PATH", "not set", "the runtime must give the directories of CNI plugins"));
            }
            return CniPath.parse(env.value("CNI_PATH").orElse(""));
        }

        CniArgs args(CniVerb verb) {
            CniArgs.Parsed parsed = CniArgs.parse(env.value("CNI_ARGS").orElse(""));
            if (verb.isStrict()) {
                parsed.fault()
                        .ifPresent(f -> problems.add(bad(
                                "CNI_ARGS",
                                f,
                                "KEY=VALUE pairs separated by ';', IgnoreUnknown=1 to tolerate others")));
            }
            return parsed.args();
        }
    }
}
