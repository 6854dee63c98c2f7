package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.attach.AddRequest;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.attach.CheckRequest;
import io.keelson.plugin.attach.DelRequest;
import io.keelson.plugin.attach.GcRequest;
import io.keelson.plugin.log.Key;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CNI's verbs: reads the request, asks {@link Attachments}, words the answer. Every outcome is a reply. */
final class CniHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CniHandler.class);
    private static final Reply NOTHING = Reply.of(0, "");

    private final Attachments attachments;

    CniHandler(Attachments attachments) {
        this.attachments = attachments;
    }

    Reply handle(List<byte[]> environment, byte[] stdin, Call call) {
        CniVersion version = CniVersion.NEWEST;
        try {
            CniRequest request = CniRequest.parse(environment, stdin);
            version = request.conf().spokenVersion().orElse(version);
            return answer(request, call);
        } catch (Refusal e) {
            return failed(version, e.problems());
        } catch (HostException e) {
            return failed(version, List.of(e.problem()));
        } catch (RuntimeException e) {
            LOG.atError().setMessage("CNI request failed inside").setCause(e).log();
            return failed(version, List.of(internal(e)));
        }
    }

    private Reply answer(CniRequest request, Call call) throws Refusal, HostException {
        return switch (request.verb()) {
            case ADD -> add(request, call);
            case DEL -> {
                attachments.del(delRequest(request), call);
                yield NOTHING;
            }
            case CHECK -> {
                attachments.check(checkRequest(request), call);
                yield NOTHING;
            }
            case GC -> {
                attachments.gc(new GcRequest(request.network(), valid(request.conf())), call);
                yield NOTHING;
            }
            case STATUS -> {
                request.network();
                attachments.status(call);
                yield NOTHING;
            }
            case VERSION -> version();
        };
    }

    private Reply add(CniRequest request, Call call) throws Refusal, HostException {
        AddRequest asked = addRequest(request);
        CniResult result = asked.chained()
                ? CniResult.behind(PreviousResult.of(request.conf()))
                : CniResult.fresh(request.conf().version());
        List<Attached> attached = attachments.add(asked, call);
        return Reply.of(0, result.add(attached).json() + "\n");
    }

    private static AddRequest addRequest(CniRequest request) throws Refusal {
        NetConf conf = request.conf();
        boolean delegated = conf.isDelegated();
        return new AddRequest(
                request.sandbox(),
                request.network(),
                conf.device(),
                delegated ? conf.settings(request.args()) : VfSettings.NONE,
                delegated ? conf.ipam(request.args(), request.path()) : Optional.empty());
    }

    private static CheckRequest checkRequest(CniRequest request) throws Refusal {
        return new CheckRequest(
                addRequest(request),
                PreviousResult.of(request.conf()).claims(request.netns().orElseThrow()));
    }

    private static DelRequest delRequest(CniRequest request) {
        NetConf conf = request.conf();
        return new DelRequest(
                request.container().orElseThrow(),
                request.ifName().orElseThrow(),
                request.netns(),
                !conf.isDelegated(),
                conf.isDelegated() ? usableIpam(request) : Optional.empty());
    }

    /** The configuration's IPAM call if any ADD could have used it. */
    private static Optional<IpamCall> usableIpam(CniRequest request) {
        NetConf conf = request.conf();
        try {
            return conf.nameIfValid().isPresent() && conf.spokenVersion().isPresent()
                    ? conf.ipam(request.args(), request.path())
                    : Optional.empty();
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    private static Set<GcRequest.Valid> valid(NetConf conf) throws Refusal {
        JsonNode list = conf.member("cni.dev/valid-attachments");
        if (!list.isArray()) {
            throw conf.invalid(
                    "cni.dev/valid-attachments", "not given", "this is the runtime's to fill in, at CNI 1.1");
        }
        Set<GcRequest.Valid> valid = new HashSet<>();
        for (JsonNode one : list) {
            Optional<ContainerId> container =
                    ContainerId.parse(one.path("containerID").asText());
            Optional<IfName> ifName = IfName.parse(one.path("ifname").asText());
            if (container.isEmpty() || ifName.isEmpty()) {
                throw conf.invalid(
                        "cni.dev/valid-attachments", "an entry names no attachment", "containerID and ifname in each");
            }
            valid.add(new GcRequest.Valid(container.get(), ifName.get()));
        }
        return valid;
    }

    private static Reply version() {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("cniVersion", CniVersion.NEWEST.toString());
        CniVersion.all().forEach(node.putArray("supportedVersions")::add);
        return Reply.of(0, Json.write(node) + "\n");
    }

    private static Reply failed(CniVersion version, List<Problem> problems) {
        Problem first = problems.get(0);
        LOG.atWarn()
                .setMessage("CNI request failed")
                .addKeyValue(Key.CODE.word(), first.code())
                .addKeyValue(Key.SUBJECT.word(), first.subject())
                .addKeyValue(Key.DETAIL.word(), first.detail())
                .log();
        return CniErrors.reply(version, problems);
    }

    private static Problem internal(RuntimeException e) {
        return Problem.of(
                Code.INTERNAL, new Subject("agent"), e.toString(), "report this with the agent's log, please");
    }
}
