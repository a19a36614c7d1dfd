package io.minicrm.lead;

import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.LeadKey.ByPhone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The addresses among keys, by their kind, as a store looks them up.
 *
 * @param emails as {@link Address#emailKey} writes them
 * @param phones as {@link Address#phoneKey} writes them
 */
public record AddressKeys(List<String> emails, List<String> phones) {

    public AddressKeys {
        emails = List.copyOf(emails);
        phones = List.copyOf(phones);
    }

    /** @param keys none of them an id */
    public static AddressKeys of(Collection<LeadKey> keys) {
        var emails = new ArrayList<String>();
        var phones = new ArrayList<String>();
        for (LeadKey key : keys) {
            switch (key) {
                case ByEmail byEmail -> emails.add(byEmail.email());
                case ByPhone byPhone -> phones.add(byPhone.digits());
                case ById byId -> throw new IllegalArgumentException(byId.id() + " is not an address");
            }
        }
        return new AddressKeys(emails, phones);
    }
}
