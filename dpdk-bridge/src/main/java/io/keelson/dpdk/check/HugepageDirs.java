package io.keelson.dpdk.check;

import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.NumaNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The counts of hugepages below {@code /sys}: those of each node, else those of the whole host. */
record HugepageDirs(Path sys) {
    private static final String NODE = "node";
    private static final String SIZE = "hugepages-";
    private static final String UNIT = "kB";

    List<Hugepages> read() {
        List<Hugepages> all = new ArrayList<>();
        Path nodes = sys.resolve("devices/system/node");
        for (String name : HostFiles.names(nodes).orElse(List.of())) {
            if (name.startsWith(NODE)) {
                NumaNode.parse(name.substring(NODE.length()))
                        .ifPresent(
                                node -> all.addAll(sizes(nodes.resolve(name).resolve("hugepages"), Optional.of(node))));
            }
        }
        all.sort(Comparator.comparing(h -> h.node().map(NumaNode::number).orElse(-1)));
        return all.isEmpty() ? sizes(sys.resolve("kernel/mm/hugepages"), Optional.empty()) : all;
    }

    private static List<Hugepages> sizes(Path directory, Optional<NumaNode> node) {
        List<Hugepages> sizes = new ArrayList<>();
        for (String name : HostFiles.names(directory).orElse(List.of())) {
            OptionalLong kiB = name.startsWith(SIZE) && name.endsWith(UNIT)
                    ? KernelText.decimal(name.substring(SIZE.length(), name.length() - UNIT.length()))
                    : OptionalLong.empty();
            OptionalLong total = count(directory.resolve(name).resolve("nr_hugepages"));
            OptionalLong free = count(directory.resolve(name).resolve("free_hugepages"));
            if (kiB.isPresent() && total.isPresent() && free.isPresent()) {
                sizes.add(new Hugepages(node, kiB.getAsLong(), total.getAsLong(), free.getAsLong()));
            }
        }
        return sizes;
    }

    private static OptionalLong count(Path file) {
        return HostFiles.text(file).map(KernelText::decimal).orElse(OptionalLong.empty());
    }
}
