package io.minicrm.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a campaign costs at least: the same rows and the same bytes through the same PostgreSQL and the same broker, one after the other,
 * with nothing in between.
 *
 * @param leads how many leads it was measured with
 * @param postgres seconds a lead for its claim and its status changes
 * @param postgresCpu processor seconds a lead that PostgreSQL takes for these
 * @param broker seconds a lead for its part of a chunk job, its send job and its receipts, produced and consumed
 * @param receiptsProduced receipts a second, produced alone
 */
record Floor(int leads, double postgres, double postgresCpu, double broker, double receiptsProduced) {

    private static final int MOST_LEADS = 200_000;
    private static final int CHUNK = 200;

    /** Measures with the messages that the campaign left on the topics of the server. */
    static Floor measure(ServerProcess server, CampaignRun campaign) throws Exception {
        int leads = (int) Math.min(MOST_LEADS, campaign.audience());
        double sentALead = (double) campaign.sent() / campaign.audience();
        CpuTime idle = CpuTime.of(server);
        double postgres = new PostgresFloor(server.database()).seconds(leads, sentALead) / leads;
        double postgresCpu = CpuTime.of(server).since(idle).postgres() / leads;
        var broker = new BrokerFloor(server.brokers());
        BrokerFloor.Passage jobs = broker.pass("campaign.jobs", (int) Math.ceilDiv(leads, CHUNK));
        BrokerFloor.Passage sendJobs = broker.pass("campaign.send_jobs", leads);
        int receipts = (int) (leads * (1 + sentALead));
        BrokerFloor.Passage passedReceipts = broker.pass("campaign.delivery_receipts", receipts);
        double seconds = jobs.seconds() + sendJobs.seconds() + passedReceipts.seconds();
        return new Floor(leads, postgres, postgresCpu, seconds / leads, receipts / passedReceipts.produceSeconds());
    }

    double leadsPerSecond() {
        return 1 / (postgres + broker);
    }

    Map<String, Object> details() {
        var details = new LinkedHashMap<String, Object>();
        details.put("measured_with_leads", leads);
        details.put("postgres_leads_per_second", Math.round(1 / postgres));
        details.put("broker_leads_per_second", Math.round(1 / broker));
        details.put("leads_per_second", Math.round(leadsPerSecond()));
        details.put("receipts_produced_per_second", Math.round(receiptsProduced));
        return details;
    }
}
