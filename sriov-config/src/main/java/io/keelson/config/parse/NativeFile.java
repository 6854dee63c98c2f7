package io.keelson.config.parse;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Source;
import io.keelson.config.model.VfCount;
import io.keelson.config.validate.IntentCheck;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.Mtu;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our own format: one YAML mapping with two lists, {@code nics} and {@code pools}; {@code docs/configuration.md}. */
public final class NativeFile {
    private final Report report;

    private NativeFile(Report report) {
        this.report = report;
    }

    /** The Intent a text spells, or all that is wrong with it; {@code file} is its name in messages. */
    public static Parsed parse(String file, String text) {
        Tree tree;
        try {
            tree = TreeReader.yaml(file, text);
        } catch (TreeReader.Malformed e) {
            return Parsed.failed(e.problem());
        }
        Report report = new Report(file, true);
        Intent intent = new NativeFile(report).intent(new At(tree, "", report));
        IntentCheck.check(intent, report.findings());
        return Parsed.of(intent, report.findings().errors(), report.findings().warnings());
    }

    private Intent intent(At root) {
        Map<String, At> fields = root.fields("nics", "pools");
        List<Nic> nics = new ArrayList<>();
        List<Pool> pools = new ArrayList<>();
        for (At at : list(fields, "nics")) {
            nics.add(nic(at));
        }
        for (At at : list(fields, "pools")) {
            NativePool.read(at).ifPresent(pools::add);
        }
        return new Intent(nics, pools, new Source(Source.Format.NATIVE, report.file()));
    }

    private static List<At> list(Map<String, At> fields, String key) {
        At at = fields.get(key);
        return at == null ? List.of() : at.items();
    }

    private static Nic nic(At at) {
        Map<String, At> fields = at.fields("select", "vfs", "mtu", "eswitch");
        return new Nic(
                at.path(),
                NativeSelector.ofNic(at, fields),
                Optional.ofNullable(fields.get("vfs")).flatMap(NativeFile::count),
                Optional.ofNullable(fields.get("mtu")).flatMap(m -> m.value(Mtu::parse, "an MTU (68 to 65535)")),
                Optional.ofNullable(fields.get("eswitch")).flatMap(m -> m.word(EswitchMode.values())));
    }

    private static Optional<VfCount> count(At at) {
        return at.value(
                text -> {
                    if (text.equals("max")) {
                        return Optional.of(VfCount.MAX);
                    }
                    var count = KernelText.decimal(text);
                    return count.isPresent() && count.getAsLong() <= 65535
                            ? Optional.of(new VfCount.Exactly((int) count.getAsLong()))
                            : Optional.empty();
                },
                "a number of VFs (0 to 65535) or 'max'");
    }
}
