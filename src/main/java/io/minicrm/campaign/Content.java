package io.minicrm.campaign;

import io.minicrm.segment.Rule;
import io.minicrm.template.MessageHeader;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a campaign sends, to which leads, through which channel.
 *
 * @param name the campaign's name, for people
 * @param segmentId the segment that the campaign was created for
 * @param rule the segment's rule when the campaign was created; later changes of the segment do not change the campaign
 * @param template the message
 * @param headers the lines that go with the message, templates too; a header that is not used has no entry
 * @param channel the name of the channel that sends the campaign
 * @param duplicateAddresses what happens if several leads have the same address
 */
public record Content(
        String name,
        String segmentId,
        Rule rule,
        String template,
        Map<MessageHeader, String> headers,
        String channel,
        DuplicateAddresses duplicateAddresses) {

    public Content {
        Map<MessageHeader, String> ordered = new EnumMap<>(MessageHeader.class);
        ordered.putAll(headers);
        headers = Collections.unmodifiableMap(ordered);
    }
}
