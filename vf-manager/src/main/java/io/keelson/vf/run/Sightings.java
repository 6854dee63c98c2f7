package io.keelson.vf.run;

import io.keelson.vf.step.LinkRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Under which index a function's netdev was last seen in a namespace: a place to look first, no fact. */
public interface Sightings {
    /** Remembers nothing. Safe for use by several threads. */
    Sightings NONE = new Sightings() {
        @Override
        public Optional<Integer> of(LinkRef link) {
            return Optional.empty();
        }

        @Override
        public void seen(LinkRef link, int ifindex) {}

        @Override
        public void gone(LinkRef link) {}
    };

    /** Remembers for a short visit of one thread. */
    static Sightings ofVisit() {
        Map<LinkRef, Integer> indexes = new HashMap<>();
        return new Sightings() {
            @Override
            public Optional<Integer> of(LinkRef link) {
                return Optional.ofNullable(indexes.get(link));
            }

            @Override
            public void seen(LinkRef link, int ifindex) {
                indexes.put(link, ifindex);
            }

            @Override
            public void gone(LinkRef link) {
                indexes.remove(link);
            }
        };
    }

    /** Its index there, if it was seen. */
    Optional<Integer> of(LinkRef link);

    /** It is there under this index. */
    void seen(LinkRef link, int ifindex);

    /** It is not there. */
    void gone(LinkRef link);
}
