package io.keelson.plugin.kubelet;

import io.grpc.stub.ServerCallStreamObserver;
import io.keelson.plugin.pool.OfferBoard;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.proto.v1beta1.ListAndWatchResponse;

/**
 * One ListAndWatch: the whole list at once, then again whenever it changes. A kubelet that reads slowly gets the newest list
 * when it is ready, not every one in between. It ends when kubelet goes away or the server stops.
 */
final class OfferStream {
    private static final long NOTHING = -1;

    private final ServerCallStreamObserver<ListAndWatchResponse> kubelet;
    private final OfferBoard board;
    private long sent = NOTHING;

    private OfferStream(ServerCallStreamObserver<ListAndWatchResponse> kubelet, OfferBoard board) {
        this.kubelet = kubelet;
        this.board = board;
    }

    static void open(ServerCallStreamObserver<ListAndWatchResponse> kubelet, PoolDesk desk, OpenStreams streams) {
        OfferStream stream = new OfferStream(kubelet, desk.board());
        OfferBoard.Watch watch = desk.board().watch(stream::send);
        kubelet.setOnCancelHandler(() -> {
            watch.close();
            streams.ended(stream);
        });
        kubelet.setOnReadyHandler(stream::send);
        streams.opened(stream);
        stream.send();
    }

    /** Sends the newest list, unless kubelet has it or is not ready for it. */
    private synchronized void send() {
        long newest = board.edition();
        if (newest == sent || !kubelet.isReady()) {
            return;
        }
        kubelet.onNext(Wire.of(board.current()));
        sent = newest;
    }
}
