package io.keelson.plugin.app;

import picocli.CommandLine.Command;

/** The command line's root. */
@Command(
        name = "keelson",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "How a pod gets a real NIC: discovers, creates, offers and attaches SR-IOV virtual functions.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            AgentVerb.class,
            InventoryVerb.class,
            PlanVerb.class,
            ApplyVerb.class,
            StatusVerb.class,
            DoctorVerb.class,
            JournalVerb.class,
            ValidateVerb.class,
            InstallVerb.class,
            UninstallVerb.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keelson inventory                what NICs and VFs there are",
            "  keelson validate keelson.yaml    is this configuration right",
            "  keelson plan                     what would be changed, and whom it would hurt",
            "  keelson apply                    change it",
            "  keelson status                   which pod holds which VF",
            "  keelson doctor                   why does my pod not get a VF?"
        })
final class Keelson implements Runnable {
    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
