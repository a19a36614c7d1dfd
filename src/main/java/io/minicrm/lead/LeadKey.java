package io.minicrm.lead;

import io.minicrm.text.Excerpt;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the lead that a change concerns. Two keys that name the same lead in the same way are equal. */
public sealed interface LeadKey {

    /** The fields that can be a key. */
    enum Field {
        ID,
        EMAIL,
        PHONE;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The name in requests and answers. */
        public String code() {
            return code;
        }

        public static Optional<Field> ofCode(String code) {
            return Arrays.stream(values())
                    .filter(field -> field.code.equals(code))
                    .findFirst();
        }
    }

    /**
     * Whether the lead, whose id is not looked at, has the address of this key. True for every lead if the key is an
     * id.
     */
    boolean matches(Lead lead);

    /**
     * The lead with this id, stored or not.
     *
     * @throws InvalidLeadException if it cannot be an id, see {@link Lead#checkId}, or is {@code .} or {@code ..},
     *     which clients remove from URLs even if they are percent-encoded, or is part of the API's paths
     */
    record ById(String id) implements LeadKey {

        private static final Set<String> DOTS = Set.of(".", "..");
        /** Segments of paths below {@code /leads}, which would hide a lead of this id: nobody could delete it. */
        private static final Set<String> RESERVED = Set.of("bulk", "import");

        public ById {
            Lead.checkId(id);
            if (DOTS.contains(id)) {
                throw new InvalidLeadException(
                        "id", "is \"%s\", which no URL can contain as a segment; choose another".formatted(id));
            }
            if (RESERVED.contains(id)) {
                throw new InvalidLeadException(
                        "id", "is \"%s\", which is part of the API's paths; choose another".formatted(id));
            }
        }

        @Override
        public boolean matches(Lead lead) {
            return true;
        }
    }

    /**
     * The lead with this e-mail address: of several the oldest, of several that are equally old the one with the
     * smallest id.
     *
     * @param email as {@link Address#emailKey} writes it
     * @throws InvalidLeadException if it is not an e-mail address
     */
    record ByEmail(String email) implements LeadKey {

        public ByEmail {
            checkAddress("email", email, Address.isEmail(email), "an e-mail address");
            email = Address.emailKey(email);
        }

        @Override
        public boolean matches(Lead lead) {
            return isSame(lead.email());
        }

        boolean isSame(@Nullable String other) {
            return other != null && email.equals(Address.emailKey(other));
        }
    }

    /**
     * The lead with this phone number; of several the same as with {@link ByEmail}.
     *
     * @param digits as {@link Address#phoneKey} writes them
     * @throws InvalidLeadException if it is not a phone number
     */
    record ByPhone(String digits) implements LeadKey {

        public ByPhone {
            checkAddress("phone", digits, Address.isPhone(digits), "a phone number");
            digits = Address.phoneKey(digits);
        }

        @Override
        public boolean matches(Lead lead) {
            return isSame(lead.phone());
        }

        boolean isSame(@Nullable String other) {
            return other != null && digits.equals(Address.phoneKey(other));
        }
    }

    private static void checkAddress(String field, String text, boolean isOne, String kind) {
        if (text.isEmpty()) {
            throw new InvalidLeadException(
                    field, "is empty; leads are matched by %s here, so give every lead one".formatted(field));
        }
        if (text.length() > Lead.MAX_TEXT_LENGTH) {
            throw new InvalidLeadException(
                    field, "has %d characters; the limit is %d".formatted(text.length(), Lead.MAX_TEXT_LENGTH));
        }
        if (!isOne) {
            throw new InvalidLeadException(
                    field,
                    "is \"%s\", which is not %s; leads are matched by it here, so correct it"
                            .formatted(Excerpt.quote(text, 50), kind));
        }
    }
}
