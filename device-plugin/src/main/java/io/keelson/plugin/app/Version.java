package io.keelson.plugin.app;

import picocli.CommandLine;

/** The version this was built as. */
final class Version implements CommandLine.IVersionProvider {
    static String text() {
        String built = Version.class.getPackage().getImplementationVersion();
        return built == null ? "development" : built;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"keelson " + text()};
    }
}
