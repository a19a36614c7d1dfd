package io.minicrm.cli;

import io.minicrm.template.MessageHeader;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** One option for each header of a message, such as {@code --subject}. */
@Command
final class HeaderOptions {

    private final Map<MessageHeader, String> given = new EnumMap<>(MessageHeader.class);

    /** Called by picocli with the command that has these options. */
    @Spec(Spec.Target.MIXEE)
    void addTo(CommandSpec command) {
        for (MessageHeader header : MessageHeader.values()) {
            command.addOption(OptionSpec.builder("--" + header.code())
                    .paramLabel("TEMPLATE")
                    .type(String.class)
                    .description(header.title() + ", a Liquid template, for channels that have one.")
                    .setter(new ISetter() {
                        @Override
                        @SuppressWarnings("TypeParameterUnusedInFormals")
                        public <T> T set(T value) {
                            given.put(header, (String) value);
                            return value;
                        }
                    })
                    .build());
        }
    }

    /** The headers that were given. */
    Map<MessageHeader, String> given() {
        return given;
    }
}
