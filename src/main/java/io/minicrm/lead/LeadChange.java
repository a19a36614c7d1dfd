package io.minicrm.lead;

import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.LeadKey.ByPhone;
import io.minicrm.text.Blank;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an import or a request says about one lead. It is silent about what it leaves out, and a silence is not a
 * statement: merged into a stored lead, it changes only what it names. {@link StoreMode#REPLACE} empties the rest.
 *
 * <table>
 * <caption>What becomes of a field</caption>
 * <tr><th>the change</th><th>merge</th><th>replace</th></tr>
 * <tr><td>leaves it out</td><td>stays</td><td>becomes empty</td></tr>
 * <tr><td>has it, empty</td><td>becomes empty</td><td>becomes empty</td></tr>
 * <tr><td>has a value</td><td>gets the value</td><td>gets the value</td></tr>
 * </table>
 *
 * <p>An opt-out is different: a change can add one and never takes one back. Only a consent does. A {@link
 * MadeUpAddress} is different, too: it is only for a lead without any address, and goes when the lead gets one.
 *
 * @param key the lead; a lead that is not stored is created
 * @param name the name; empty: clears it; null: left out
 * @param email the e-mail address; empty: clears it; null: left out
 * @param phone the phone number; empty: clears it; null: left out
 * @param unsubscribe whether the lead opts out; false: left out
 * @param attributes the attributes with a value
 * @param cleared the attributes that become empty; none of them has a value
 * @param createdAt the creation time if the lead is new
 */
public record LeadChange(
        LeadKey key,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        boolean unsubscribe,
        Attributes attributes,
        Set<String> cleared,
        Instant createdAt) {

    /**
     * @throws InvalidLeadException if a value exceeds its limits
     */
    public LeadChange {
        name = checked("name", name);
        email = checked("email", email);
        phone = checked("phone", phone);
        cleared = cleared.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(cleared));
    }

    /** A blank text is an empty one. */
    private static @Nullable String checked(String field, @Nullable String text) {
        Lead.checkText(field, text);
        return text != null && Blank.is(text) ? "" : text;
    }

    /** A change that says everything a lead says. Fields that the lead lacks are left out. */
    public static LeadChange of(Lead lead) {
        return new LeadChange(
                new ById(lead.id()),
                lead.name(),
                lead.email(),
                lead.phone(),
                lead.unsubscribed(),
                lead.attributes(),
                Set.of(),
                lead.createdAt());
    }

    /** The same with other attributes. */
    LeadChange with(Attributes changed, Set<String> nowCleared) {
        return new LeadChange(key, name, email, phone, unsubscribe, changed, nowCleared, createdAt);
    }

    /** The lead that the change creates under this id if there is none. */
    public Lead newLead(String id) {
        return new Lead(
                id,
                name,
                besides(phone, key instanceof ByEmail byEmail && isMissing(email) ? byEmail.email() : email),
                key instanceof ByPhone byPhone && isMissing(phone) ? byPhone.digits() : phone,
                unsubscribe,
                attributes,
                createdAt);
    }

    /**
     * The lead after the change.
     *
     * @throws InvalidLeadException if it exceeds a limit of leads
     */
    public Lead applyTo(Lead stored, StoreMode mode) {
        String phoneAfter = phone(stored.phone(), mode);
        return new Lead(
                stored.id(),
                text(name, stored.name(), mode),
                email(stored, phoneAfter, mode),
                phoneAfter,
                stored.unsubscribed() || unsubscribe,
                attributes(stored.attributes(), mode),
                stored.createdAt());
    }

    private static @Nullable String text(@Nullable String given, @Nullable String stored, StoreMode mode) {
        if (given == null) {
            return mode == StoreMode.REPLACE ? null : stored;
        }
        return given;
    }

    /** The address that found the lead stays as it is stored, because another way of writing it is not a change. */
    private @Nullable String email(Lead stored, @Nullable String phoneAfter, StoreMode mode) {
        boolean isKept = key instanceof ByEmail byEmail && (isMissing(email) || byEmail.isSame(email));
        boolean isNeedless = mode == StoreMode.MERGE && MadeUpAddress.is(email) && !isMissing(stored.email());
        return besides(phoneAfter, isKept || isNeedless ? stored.email() : text(email, stored.email(), mode));
    }

    private static @Nullable String besides(@Nullable String phone, @Nullable String email) {
        return MadeUpAddress.is(email) && !isMissing(phone) ? null : email;
    }

    private @Nullable String phone(@Nullable String stored, StoreMode mode) {
        boolean isKept = key instanceof ByPhone byPhone && (isMissing(phone) || byPhone.isSame(phone));
        return isKept ? stored : text(phone, stored, mode);
    }

    private static boolean isMissing(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private Attributes attributes(Attributes stored, StoreMode mode) {
        if (mode == StoreMode.REPLACE || stored.values().isEmpty()) {
            return attributes;
        }
        if (attributes.values().isEmpty() && cleared.isEmpty()) {
            return stored;
        }
        var merged = new TreeMap<>(stored.values());
        merged.keySet().removeAll(cleared);
        merged.putAll(attributes.values());
        if (merged.equals(stored.values())) {
            return stored;
        }
        Attributes result = Attributes.of(merged);
        result.checkSize();
        return result;
    }
}
