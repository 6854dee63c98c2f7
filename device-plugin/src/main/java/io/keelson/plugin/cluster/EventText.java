package io.keelson.plugin.cluster;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A problem as an event: the code is the reason, and the note says what is wrong with what, and what to do next. */
final class EventText {
    static final String HEALTHY = "DeviceHealthy";
    static final String REJECTED = "RejectedAtAdmission";
    static final String PODS_REJECTED = "PodsRejected";

    private static final int MOST_NAMED = 8;
    private static final Pattern UID = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private EventText() {}

    /** {@code PF_DOWN} is {@code PfDown}. */
    static String reason(Code code) {
        return Pattern.compile("_?([A-Z0-9])([A-Z0-9]*)")
                .matcher(code.name())
                .replaceAll(m -> m.group(1) + m.group(2).toLowerCase(Locale.ROOT));
    }

    /** Devices of one resource, told of the node. */
    static Event ofNode(Regarding node, HealthNews.Item news, Instant at) {
        String untold = news.untold() == 0 ? "" : " (" + news.untold() + " changes before were not told)";
        String count = news.devices().size() == 1 ? "1 device" : news.devices().size() + " devices";
        String devices = " " + news.resource() + ": " + count + " ";
        String which = named(news.devices()) + untold;
        return health(
                node,
                news,
                news.against()
                        .map(p -> p.code() + devices + "not offered: " + which + ". " + inWords(p))
                        .orElse(devices.strip() + " healthy again: " + which),
                at);
    }

    /** A device, told of the pod that has it. */
    static Event ofPod(Regarding pod, HealthNews.Item news, DeviceId device, Instant at) {
        String which = device + " of " + news.resource() + ", which this pod has";
        return health(
                pod,
                news,
                news.against()
                        .map(p -> p.code() + " " + which + ". " + inWords(p))
                        .orElse(which + ", is healthy again"),
                at);
    }

    private static Event health(Regarding whom, HealthNews.Item news, String note, Instant at) {
        String reason = news.against().map(p -> reason(p.code())).orElse(HEALTHY);
        String name = whom.name() + "." + Long.toHexString(at.getEpochSecond()) + "-"
                + id(news.resource() + reason + note + at);
        return new Event(bounded(name), whom, news.against().isPresent(), reason, "Offer", note, at);
    }

    /** A pod that kubelet turned away; of each there is one event, whoever tells it, and however often. */
    static Event rejected(Regarding pod, Rejections.Rejection rejection, Instant at) {
        String uid = rejection.failed().pod().uid();
        String name = "keelson-rejected-" + (UID.matcher(uid).matches() ? uid : id(uid));
        String note = "kubelet rejected this pod at " + rejection.failed().started() + " since it had no "
                + rejection.resource()
                + " to give, and does not try it again. Next: delete the pod, so that its controller makes another;"
                + " `keelson status` on the node tells whether it can be placed. kubelet said: "
                + rejection.failed().message();
        return new Event(name, pod, true, REJECTED, "Admit", note, at);
    }

    /** The same, of all pods, told of the node. */
    static Event rejected(Regarding node, List<PodRef> pods, Instant at) {
        String note = "kubelet rejected " + (pods.size() == 1 ? "1 pod" : pods.size() + " pods")
                + " that asked for devices before they were registered: " + named(pods)
                + ". Next: delete them, so that their controllers make others";
        String name = node.name() + "." + Long.toHexString(at.getEpochSecond()) + "-" + id(note + at);
        return new Event(bounded(name), node, true, PODS_REJECTED, "Admit", note, at);
    }

    private static String inWords(Problem problem) {
        return problem.subject() + ": " + problem.detail()
                + Optional.of(problem.hint())
                        .filter(h -> !h.isEmpty())
                        .map(h -> ". Next: " + h)
                        .orElse("");
    }

    private static String named(List<?> all) {
        String first = all.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return all.size() > MOST_NAMED ? first + " and " + (all.size() - MOST_NAMED) + " more" : first;
    }

    private static String id(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The end tells events apart. */
    private static String bounded(String name) {
        return name.length() <= 253 ? name : name.substring(name.length() - 253).replaceFirst("^[^a-z0-9]+", "");
    }
}
