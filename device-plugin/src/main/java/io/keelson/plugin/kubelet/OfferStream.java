package io.keelson.plugin.kubelet;

import io.grpc.stub.ServerCallStreamObserver;
import io.keelson.plugin.pool.Offer;
import io.keelson.plugin.pool.OfferBoard;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.proto.v1beta1.ListAndWatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * One ListAndWatch: the whole list at once, then again whenever it changes. A kubelet that reads slowly gets the newest list
 * when it is ready, not every one in between. It ends when kubelet goes away or the server stops.
 */
final class OfferStream {
    private final ServerCallStreamObserver<ListAndWatchResponse> kubelet;
    private final OfferBoard board;
    private @Nullable Offer sent;

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
        Offer newest = board.current();
        if (newest.equals(sent) || !kubelet.isReady()) {
            return;
        }
        kubelet.onNext(Wire.of(newest));
        sent = newest;
    }
}
