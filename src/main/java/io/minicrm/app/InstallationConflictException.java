package io.minicrm.app;

/** The topics belong to another installation than the database. */
final class InstallationConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InstallationConflictException(String brokers, String ofTopics, String ofDatabase) {
        super(("The topics at %s belong to installation %s, the database is installation %s."
                        + " Set KAFKA_BROKERS and DATABASE_URL to one installation; if the database is right"
                        + " and the other installation no longer runs, delete the topic campaign.installation.")
                .formatted(brokers, ofTopics, ofDatabase));
    }
}
