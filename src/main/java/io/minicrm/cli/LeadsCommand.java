package io.minicrm.cli;

import picocli.CommandLine.Command;

/** Commands for leads, on a running server. */
@Command(
        name = "leads",
        description = "Import leads into a running server, and record their consents.",
        mixinStandardHelpOptions = true,
        subcommands = {LeadsImportCommand.class, LeadsConsentCommand.class},
        footer = {"", "Example: mini-crm leads import customers.csv"})
final class LeadsCommand {}
