package io.keelson.vf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of the answer to one request so far. */
final class Conversation {
    private static final int MAX_ANSWERS = 100_000;

    private final NetlinkRequest request;
    private final int sequence;
    private final int portId;
    private final List<NetlinkMessage> answers = new ArrayList<>();
    private boolean interrupted;
    private boolean over;
    private Optional<NetlinkError> refusal = Optional.empty();

    Conversation(NetlinkRequest request, int sequence, int portId) {
        this.request = request;
        this.sequence = sequence;
        this.portId = portId;
    }

    /** Takes the next message in; one that belongs to another request is passed over. */
    void hear(NetlinkMessage message) throws MalformedNetlink {
        if (over || message.sequence() != sequence || message.portId() != portId) {
            return;
        }
        interrupted |= message.isInterrupted();
        switch (message.type()) {
            case NetlinkMessage.NOOP -> {}
            case NetlinkMessage.OVERRUN -> throw new MalformedNetlink("the kernel reports lost data");
            case NetlinkMessage.ERROR, NetlinkMessage.DONE -> end(NetlinkError.parse(message));
            default -> answer(message);
        }
    }

    boolean isOver() {
        return over;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    List<NetlinkMessage> answers() {
        return List.copyOf(answers);
    }

    /** The kernel's no, once it is over. */
    Optional<NetlinkError> refusal() {
        return refusal;
    }

    private void end(NetlinkError error) {
        over = true;
        refusal = Optional.of(error).filter(e -> e.errno().isPresent());
    }

    private void answer(NetlinkMessage message) throws MalformedNetlink {
        if (answers.size() >= MAX_ANSWERS) {
            throw new MalformedNetlink("a list of more than " + MAX_ANSWERS + " messages");
        }
        ByteBuffer kept = ByteBuffer.allocate(message.payload().limit()).order(ByteOrder.nativeOrder());
        kept.put(message.payload().duplicate()).flip();
        answers.add(new NetlinkMessage(message.type(), message.flags(), sequence, portId, kept));
        over = !request.isDump() && !request.wantsAck();
    }
}
