package io.minicrm.reliability;

import java.util.Locale;

/** The kinds of faults that {@link Torture} draws from. Each returns when the fault has ended. */
enum TortureFault {
    KILL_SERVER("kill -9 a server", TortureScene::killServer),
    STOP_SERVER("stop a server", TortureScene::stopServer),
    HOLD_SERVER("suspend a server", TortureScene::holdServer),
    OUT_OF_FILES("leave a server no free file", TortureScene::takeFilesAway),
    STRANGER("start a process of another installation on the same topics", TortureScene::startStranger),

    KILL_BROKER("kill -9 the broker", TortureScene::killBroker),
    HOLD_BROKER("suspend the broker", TortureScene::holdBroker),
    STOP_WITHOUT_BROKER("stop a server while the broker is away", TortureScene::stopWithoutBroker),
    POWER_LOSS("kill -9 the broker and lose what it had not synced", TopicFaults::losePower),
    DELETE_TOPICS("delete the topics and create them again", TopicFaults::deleteTopics),
    TRUNCATE_TOPICS("truncate the topics", TopicFaults::truncate),
    TRUNCATE_WITHOUT_WORKERS("truncate the topics while all servers are down", TopicFaults::truncateWithoutServers),
    MOVE_OFFSETS(
            "move the groups to the begin or the end of their topics, or forget where they were",
            TopicFaults::moveOffsets),
    MORE_PARTITIONS("give each topic one more partition", TopicFaults::addPartitions),
    REFUSED_WRITES("let the broker refuse what is written to the topics", TopicFaults::refuseWrites),
    FORGED_RECORDS("write 1,500 forged send jobs, and receipts", TopicFaults::forge),

    CUT_DATABASE("cut the database off", DatabaseFaults::cut),
    KILL_DATABASE("kill -9 the database's process", DatabaseFaults::kill),
    KILL_POSTGRES("kill -9 the PostgreSQL of the database's process", DatabaseFaults::killPostgres),
    SILENT_DATABASE("let the database's connections go silent", DatabaseFaults::silence),
    HOLD_DATABASE("suspend PostgreSQL", DatabaseFaults::hold),
    LOCKED_TABLE("lock a table", DatabaseFaults::lockTable),
    NO_CONNECTIONS("take all connections of the database", DatabaseFaults::takeConnections),
    MISSING_TABLE("rename a table, and back", DatabaseFaults::renameTable),
    READ_ONLY("make the database read-only", DatabaseFaults::makeReadOnly),
    LARGE_LEAD("give a lead 1.8 MB of data", DatabaseFaults::enlargeLead),

    CUT_PROVIDER("break the provider's connections", TortureScene::cutProvider),
    SILENT_PROVIDER("let the provider's connections go silent", TortureScene::silenceProvider),
    HOSTILE_REQUESTS("send endless conditions, large bodies and silent connections", HostileRequests::send);

    private final String what;
    private final Strike strike;

    TortureFault(String what, Strike strike) {
        this.what = what;
        this.strike = strike;
    }

    /** What happens. */
    String what() {
        return what;
    }

    /** Its name on the command line. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void strike(TortureScene scene) throws Exception {
        strike.on(scene);
    }

    @Override
    public String toString() {
        return code();
    }

    /** One fault from its begin to its end. */
    private interface Strike {
        void on(TortureScene scene) throws Exception;
    }
}
