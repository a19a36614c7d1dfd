package io.minicrm.ledger;

import java.util.HashSet;
import java.util.Set;

/** The topics of which records may be gone for a good reason, such as their retention. */
final class Gaps {

    private final Set<String> topics = new HashSet<>();

    void add(String topic) {
        topics.add(topic);
    }

    boolean in(String topic) {
        return topics.contains(topic);
    }
}
