package io.minicrm.cli;

import picocli.CommandLine.Command;

/** Commands about leads. */
@Command(
        name = "leads",
        description = "Bring leads into a running server.",
        mixinStandardHelpOptions = true,
        subcommands = LeadsImportCommand.class,
        footer = {"", "Example: mini-crm leads import customers.csv"})
final class LeadsCommand {}
