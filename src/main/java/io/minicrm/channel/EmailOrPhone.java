package io.minicrm.channel;

import io.minicrm.lead.Address;
import io.minicrm.lead.Lead;
import io.minicrm.lead.MadeUpAddress;
import org.jspecify.annotations.Nullable;

/** The addresses of channels that take e-mail addresses and phone numbers, and none that was made up. */
final class EmailOrPhone {

    private EmailOrPhone() {}

    /** The lead's e-mail address, else its phone number. If neither can be one, what stands in its place. */
    static @Nullable String of(Lead lead) {
        if (isEmail(lead.email())) {
            return lead.email();
        }
        if (Address.isPhone(lead.phone())) {
            return lead.phone();
        }
        return lead.email() != null ? lead.email() : lead.phone();
    }

    static boolean isOne(String text) {
        return isEmail(text) || Address.isPhone(text);
    }

    private static boolean isEmail(@Nullable String text) {
        return Address.isEmail(text) && !MadeUpAddress.is(text);
    }
}
