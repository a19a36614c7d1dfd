package io.minicrm.samples;

/** The samples would replace a lead that is not one of them. */
public final class SamplesRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SamplesRefusedException(String leadId) {
        super(("The lead \"%s\" exists and is not the sample of that id, so no samples are stored; they are meant"
                        + " for an installation without leads of its own")
                .formatted(leadId));
    }
}
