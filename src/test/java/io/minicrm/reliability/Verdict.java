package io.minicrm.reliability;

import io.minicrm.campaign.SendId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compares a finished campaign's numbers with the messages that the provider accepted.
 *
 * @param numbers the numbers that mini-crm reports
 * @param reached leads that got a message
 * @param lost leads that got no message, although they are neither failed, skipped nor unknown
 * @param doubled leads that got more than one message
 * @param repeats repeated messages that the provider dropped
 */
record Verdict(Api.Numbers numbers, long reached, long lost, long doubled, long repeats) {

    static Verdict of(String campaignId, String group, int leads, Api.Numbers numbers, Judge judge) {
        Map<String, Provider.Count> sends = judge.sends();
        Set<String> missing = new HashSet<>();
        long reached = 0;
        long doubled = 0;
        long repeats = 0;
        for (int i = 0; i < leads; i++) {
            String sendId = SendId.of(campaignId, Api.leadId(group, i));
            Provider.Count count = sends.get(sendId);
            if (count == null) {
                missing.add(sendId);
            } else {
                reached++;
                doubled += count.taken() > 1 ? 1 : 0;
                repeats += count.repeats();
            }
        }
        long accountedFor = numbers.failed() + numbers.skipped() + numbers.unknown();
        return new Verdict(numbers, reached, Math.max(0, missing.size() - accountedFor), doubled, repeats);
    }

    /** No message was lost or sent twice, and the numbers add up. */
    boolean isGood() {
        return lost == 0
                && doubled == 0
                && numbers.addUp()
                && numbers.inFlight() == 0
                // Every message that the provider accepted is counted as sent or unknown, and no other is counted as
                // sent.
                && numbers.sent() <= reached
                && reached <= numbers.sent() + numbers.unknown();
    }

    @Override
    public String toString() {
        return "audience %d = sent %d + failed %d + skipped %d + unknown %d; at the provider: reached %d, repeats dropped %d, lost %d, doubled %d"
                .formatted(
                        numbers.audience(),
                        numbers.sent(),
                        numbers.failed(),
                        numbers.skipped(),
                        numbers.unknown(),
                        reached,
                        repeats,
                        lost,
                        doubled);
    }
}
