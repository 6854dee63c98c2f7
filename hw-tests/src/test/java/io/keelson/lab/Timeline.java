package io.keelson.lab;

import io.keelson.lab.node.Node;
import java.time.Duration;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something was seen of links by the kernel's word, told by the agent, and taken by kubelet, all by the guest's clock. Times are
 * observations: of emulated hardware, and of how busy the machine was.
 */
record Timeline(Guest guest) {
    private static final String LINKS = "/run/lab/links";
    private static final String TIME = "(\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6})";

    /** Writes down from now on what the kernel tells of links. */
    static Timeline start(Guest guest) {
        guest.run("(exec setsid ip -ts -o monitor link >>" + LINKS + " 2>&1 </dev/null) &");
        guest.await("ip to watch", Node.PATIENCE, "ip link set lo alias lab$RANDOM; grep -q ': lo: ' " + LINKS);
        return new Timeline(guest);
    }

    /** Runs a command, and remembers the moment at which it was done by this word. */
    void mark(String word, String command) {
        guest.run(command + "; date -u +'[%FT%T.%6N] " + word + "' >>" + LINKS, Node.PATIENCE);
    }

    /** Says how long it was from the last change of a link of this kind until the agent's, and kubelet's, last word on a resource. */
    void tell(String what, String link, String resource) {
        LocalTime seen = last(LINKS, "\\[\\S+T" + TIME + "\\] .*" + link);
        LocalTime told =
                last("/var/log/keelson.log", "T" + TIME + "Z INFO resource=" + resource + " offered list changed");
        LocalTime taken = last(
                "/var/log/kubelet.log",
                " " + TIME + " .*Processed device updates for resource\" resourceName=\"" + resource);
        Progress.onStandardError()
                .say(what + ": told after " + Duration.between(seen, told).toMillis() + " ms, taken by kubelet after "
                        + Duration.between(seen, taken).toMillis() + " ms (load "
                        + guest.run("cut -d' ' -f1 /proc/loadavg").strip() + " in the guest)");
    }

    private LocalTime last(String file, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(guest.getText(file));
        String time = "";
        while (found.find()) {
            time = found.group(1);
        }
        if (time.isEmpty()) {
            throw new LabException("nothing like '" + pattern + "' in " + file);
        }
        return LocalTime.parse(time);
    }
}
