package io.keelson.plugin.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a file comes to, goes from or is written in a directory, and when the directory itself comes. Says only that
 * something changed: the listener looks for itself. Source: man 7 inotify, by way of the JDK.
 */
public final class DirectoryWatch implements Runnable, AutoCloseable {
    private static final long LOOK_FOR_DIRECTORY_MILLIS = 250;

    private final Path directory;
    private final Runnable onChange;
    private final List<WatchEvent.Kind<Path>> kinds;
    private final WatchService watcher;

    private DirectoryWatch(Path directory, Runnable onChange, List<WatchEvent.Kind<Path>> kinds) throws IOException {
        this.kinds = kinds;
        this.directory = directory;
        this.onChange = onChange;
        this.watcher = directory.getFileSystem().newWatchService();
    }

    /**
     * Tells of files that come and go.
     *
     * @param onChange called on the thread that runs this; must be quick
     */
    public static DirectoryWatch ofNames(Path directory, Runnable onChange) throws IOException {
        return new DirectoryWatch(
                directory,
                onChange,
                List.of(StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE));
    }

    /** The same, and of files that are written. */
    public static DirectoryWatch ofContents(Path directory, Runnable onChange) throws IOException {
        return new DirectoryWatch(
                directory,
                onChange,
                List.of(
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_DELETE,
                        StandardWatchEventKinds.ENTRY_MODIFY));
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
            key = directory.register(watcher, kinds.toArray(WatchEvent.Kind<?>[]::new));
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
