package io.minicrm.bench;

import io.minicrm.delivery.PipelineTopics;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lowest cost of a campaign: the same rows and the same bytes through the same PostgreSQL and the same broker, one
 * after the other, without mini-crm in between.
 *
 * @param leads number of leads it was measured with
 * @param postgres seconds per lead for its claim and its status changes
 * @param postgresCpu processor seconds of PostgreSQL per lead for the same
 * @param broker seconds per lead for producing and consuming its part of a chunk job, its send job and its receipts
 * @param receiptsProduced receipts per second when only produced
 */
record Floor(int leads, double postgres, double postgresCpu, double broker, double receiptsProduced) {

    private static final int MOST_LEADS = 200_000;
    private static final int CHUNK = 200;

    /** Measures with copies of the messages that the campaign left on the server's topics. */
    static Floor measure(ServerProcess server, CampaignRun campaign) throws Exception {
        int leads = (int) Math.min(MOST_LEADS, campaign.audience());
        double sentShare = (double) campaign.sent() / campaign.audience();
        CpuTime idle = CpuTime.of(server);
        double postgres = new PostgresFloor(server.database()).seconds(leads, sentShare) / leads;
        double postgresCpu = CpuTime.of(server).since(idle).postgres() / leads;
        var broker = new BrokerFloor(server.brokers(), server.kafkaLogin());
        BrokerFloor.Passage jobs = broker.pass(PipelineTopics.JOBS.name(), (int) Math.ceilDiv(leads, CHUNK));
        BrokerFloor.Passage sendJobs = broker.pass(PipelineTopics.SEND_JOBS.name(), leads);
        int receipts = (int) (leads * (1 + sentShare));
        BrokerFloor.Passage passedReceipts = broker.pass(PipelineTopics.RECEIPTS.name(), receipts);
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
