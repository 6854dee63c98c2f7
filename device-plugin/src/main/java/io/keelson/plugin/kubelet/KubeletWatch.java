package io.keelson.plugin.kubelet;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a file comes to or goes from a directory, and when the directory itself comes. Says only that something
 * changed: the listener looks for itself. Source: man 7 inotify, by way of the JDK.
 */
final class KubeletWatch implements Runnable, AutoCloseable {
    private static final long LOOK_FOR_DIRECTORY_MILLIS = 250;

    private final Path directory;
    private final Runnable onChange;
    private final WatchService watcher;

    KubeletWatch(Path directory, Runnable onChange) throws IOException {
        this.directory = directory;
        this.onChange = onChange;
        this.watcher = directory.getFileSystem().newWatchService();
    }

    /** Watches until closed or interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                watchDirectory();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            // closed: the end
        }
    }

    /** Until the directory is gone. */
    private void watchDirectory() throws InterruptedException {
        WatchKey key;
        try {
            key = directory.register(
                    watcher, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            watcher.poll(LOOK_FOR_DIRECTORY_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        onChange.run();
        while (key.isValid()) {
            WatchKey fired = watcher.take();
            fired.pollEvents();
            fired.reset();
            onChange.run();
        }
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}
