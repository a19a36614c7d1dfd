package io.minicrm.api;

import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadJson;
import io.minicrm.problem.InputFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A merge patch of a lead. Only what it names is read and checked, so that a value which an attribute's type would
 * refuse today does not prevent the change of another.
 */
final class LeadPatch {

    private static final String ATTRIBUTES = "attributes";

    private final ObjectNode patch;
    private final LeadJson leads;
    private final JsonMapper json;

    LeadPatch(JsonNode body, LeadJson leads, JsonMapper json) {
        this.patch = MergePatch.of(body);
        this.leads = leads;
        this.json = json;
    }

    /**
     * What the patch changes in a lead, as a change that is merged into it.
     *
     * @throws InvalidRequestException if it contradicts the lead: another id, or an opt-out that it would take back
     */
    LeadChange change(Lead stored) {
        ObjectNode said = patch.deepCopy();
        JsonNode id = said.path("id");
        if (!id.isMissingNode() && !(id.isString() && id.asString().equals(stored.id()))) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT, "id", "differs from the id in the path; the id of a lead never changes");
        }
        said.put("id", stored.id());
        JsonNode unsubscribed = said.path("unsubscribed");
        if (stored.unsubscribed() && (unsubscribed.isNull() || unsubscribed.isBoolean() && !unsubscribed.asBoolean())) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT, "unsubscribed", "is true; only a consent takes back an opt-out");
        }
        JsonNode attributes = said.path(ATTRIBUTES);
        ObjectNode present = json.valueToTree(stored.attributes().values()).asObject();
        if (attributes.isNull()) {
            ObjectNode cleared = said.putObject(ATTRIBUTES);
            present.propertyNames().forEach(cleared::putNull);
        } else if (attributes instanceof ObjectNode changes) {
            ObjectNode after = said.putObject(ATTRIBUTES);
            changes.properties()
                    .forEach(change -> after.set(
                            change.getKey(),
                            change.getValue().isNull()
                                    ? change.getValue()
                                    : MergePatch.apply(present.get(change.getKey()), change.getValue())));
        }
        return leads.read(said);
    }
}
