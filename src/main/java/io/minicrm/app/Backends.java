package io.minicrm.app;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedKafka;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.TopicSetup;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The broker and the store that this process works on: the given ones, or embedded ones that live and die with it. */
final class Backends implements AutoCloseable {

    private final @Nullable EmbeddedKafka kafka;
    private final @Nullable EmbeddedPostgres postgres;
    private final KafkaSettings kafkaSettings;
    private final Store store;

    private Backends(
            @Nullable EmbeddedKafka kafka,
            @Nullable EmbeddedPostgres postgres,
            KafkaSettings kafkaSettings,
            Store store) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.kafkaSettings = kafkaSettings;
        this.store = store;
    }

    /**
     * Starts what has to be embedded, both at once, makes sure of the topics and opens the store. What was started is stopped again when this fails.
     *
     * @param folder where the embedded ones keep their files; null when nothing is embedded
     */
    static Backends start(Settings settings, @Nullable DataFolder folder) {
        boolean embedsKafka = settings.kafkaBrokers() == null;
        boolean embedsPostgres = settings.databaseUrl() == null;
        if (!embedsKafka) {
            // First, so that no database is started for nothing where no broker answers.
            TopicSetup.ensure(kafkaSettings(settings, null), PipelineTopics.partitions());
        }
        CompletableFuture<@Nullable EmbeddedKafka> kafka = CompletableFuture.supplyAsync(
                () -> folder != null && embedsKafka ? EmbeddedKafka.start(folder.kafka(), settings.kafkaPort()) : null);
        EmbeddedPostgres postgres = null;
        Store store = null;
        try {
            postgres = folder != null && embedsPostgres ? EmbeddedPostgres.start(folder.postgres()) : null;
            store = open(settings, postgres);
            EmbeddedKafka broker = kafka.join();
            if (broker != null) {
                TopicSetup.ensure(kafkaSettings(settings, broker), PipelineTopics.partitions());
            }
            return new Backends(broker, postgres, kafkaSettings(settings, broker), store);
        } catch (RuntimeException failure) {
            closeAll(store, kafka.exceptionally(alsoFailed -> null).join(), postgres);
            throw failure instanceof CompletionException && failure.getCause() instanceof RuntimeException cause
                    ? cause
                    : failure;
        }
    }

    private static Store open(Settings settings, @Nullable EmbeddedPostgres postgres) {
        return postgres == null ? open(String.valueOf(settings.databaseUrl())) : open(postgres);
    }

    /** The store in an embedded PostgreSQL. */
    static Store open(EmbeddedPostgres postgres) {
        return PostgresStore.open(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** The store that a DATABASE_URL names. */
    static Store open(String databaseUrl) {
        return switch (DatabaseUrl.parse(databaseUrl)) {
            case DatabaseUrl.Postgres(var jdbcUrl, var user, var password) ->
                PostgresStore.open(jdbcUrl, user, password);
            case DatabaseUrl.Mongo(var url) -> openMongo(url);
        };
    }

    private static Store openMongo(String url) {
        try {
            return MongoStore.open(url);
        } catch (IllegalArgumentException unreadable) {
            throw DatabaseUrl.invalid("(not shown)", String.valueOf(unreadable.getMessage()));
        }
    }

    private static KafkaSettings kafkaSettings(Settings settings, @Nullable EmbeddedKafka broker) {
        // The data folder's lock sees to it that there is only one process of this name.
        return broker == null
                ? new KafkaSettings(
                        String.valueOf(settings.kafkaBrokers()), settings.kafkaClientId(), settings.kafkaExtra())
                : new KafkaSettings(
                        broker.bootstrapServers(), settings.kafkaClientId(), settings.kafkaExtra(), "embedded");
    }

    KafkaSettings kafkaSettings() {
        return kafkaSettings;
    }

    Store store() {
        return store;
    }

    @Override
    public void close() {
        closeAll(store, kafka, postgres);
    }

    private static void closeAll(
            @Nullable Store store, @Nullable EmbeddedKafka kafka, @Nullable EmbeddedPostgres postgres) {
        if (store != null) {
            store.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
