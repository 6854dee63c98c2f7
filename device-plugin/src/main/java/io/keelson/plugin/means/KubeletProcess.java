package io.keelson.plugin.means;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The kubelet of this node as a process, asked where it keeps its files: {@code --root-dir}, else {@code /var/lib/kubelet}.
 * One that is part of a larger program (k3s) is not found.
 *
 * @param proc where procfs is mounted
 */
public record KubeletProcess(Path proc) {
    private static final String NAME = "kubelet";
    private static final String OPTION = "--root-dir";
    private static final Path USUAL = Path.of("/var/lib/kubelet");

    /**
     * {@code KUBELET_ELSEWHERE} where kubelet runs, and its PodResources socket is not where the agent looks for it. The
     * directory for device plugins is the same whatever its root.
     */
    public Optional<Problem> elsewhere(Path podResources) {
        if (Files.exists(podResources)) {
            return Optional.empty();
        }
        return rootDirectory()
                .filter(root -> !root.resolve("pod-resources/kubelet.sock").equals(podResources))
                .map(root -> Problem.of(
                        Code.KUBELET_ELSEWHERE,
                        Subject.file(podResources),
                        "is not there, and the kubelet of this node keeps its files in " + root,
                        "set kubelet.rootDir of the chart to " + root + ", or KUBELET_POD_RESOURCES"));
    }

    private Optional<Path> rootDirectory() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (KernelText.decimal(process.getFileName().toString()).isPresent()
                        && text(process.resolve("comm")).strip().equals(NAME)) {
                    return Optional.of(
                            rootIn(List.of(text(process.resolve("cmdline")).split("\0"))));
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Path rootIn(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith(OPTION + "=/")) {
                return Path.of(word.substring(OPTION.length() + 1)).normalize();
            }
            if (word.equals(OPTION) && i + 1 < words.size() && words.get(i + 1).startsWith("/")) {
                return Path.of(words.get(i + 1)).normalize();
            }
        }
        return USUAL;
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException ended) {
            return "";
        }
    }
}
