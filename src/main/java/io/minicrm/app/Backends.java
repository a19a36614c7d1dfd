package io.minicrm.app;

import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedKafka;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.flow.KafkaSettings;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The broker and the store that this process works on: the given ones, or embedded ones that live and die with it. */
final class Backends implements AutoCloseable {

    private final @Nullable DataFolder dataFolder;
    private final @Nullable EmbeddedKafka kafka;
    private final @Nullable EmbeddedPostgres postgres;
    private final KafkaSettings kafkaSettings;
    private final Store store;

    private Backends(
            @Nullable DataFolder dataFolder,
            @Nullable EmbeddedKafka kafka,
            @Nullable EmbeddedPostgres postgres,
            KafkaSettings kafkaSettings,
            Store store) {
        this.dataFolder = dataFolder;
        this.kafka = kafka;
        this.postgres = postgres;
        this.kafkaSettings = kafkaSettings;
        this.store = store;
    }

    /** Starts what has to be embedded, both at once, and opens the store. What was started is stopped again when this fails. */
    static Backends start(Settings settings) {
        boolean embedsKafka = settings.kafkaBrokers() == null;
        boolean embedsPostgres = settings.databaseUrl() == null;
        DataFolder folder = embedsKafka || embedsPostgres ? DataFolder.open(settings.dataFolder()) : null;
        CompletableFuture<@Nullable EmbeddedKafka> kafka = CompletableFuture.supplyAsync(
                () -> folder != null && embedsKafka ? EmbeddedKafka.start(folder.kafka(), settings.kafkaPort()) : null);
        EmbeddedPostgres postgres = null;
        Store store = null;
        try {
            postgres = folder != null && embedsPostgres ? EmbeddedPostgres.start(folder.postgres()) : null;
            store = open(settings, postgres);
            EmbeddedKafka broker = kafka.join();
            return new Backends(folder, broker, postgres, kafkaSettings(settings, broker), store);
        } catch (RuntimeException failure) {
            closeAll(store, kafka.exceptionally(alsoFailed -> null).join(), postgres, folder);
            throw failure instanceof CompletionException && failure.getCause() instanceof RuntimeException cause
                    ? cause
                    : failure;
        }
    }

    private static Store open(Settings settings, @Nullable EmbeddedPostgres postgres) {
        if (postgres != null) {
            return PostgresStore.open(postgres.jdbcUrl(), postgres.user(), postgres.password());
        }
        DatabaseUrl url = DatabaseUrl.parse(String.valueOf(settings.databaseUrl()));
        return PostgresStore.open(url.jdbcUrl(), url.user(), url.password());
    }

    private static KafkaSettings kafkaSettings(Settings settings, @Nullable EmbeddedKafka broker) {
        String brokers = broker == null ? String.valueOf(settings.kafkaBrokers()) : broker.bootstrapServers();
        return new KafkaSettings(brokers, settings.kafkaClientId(), settings.kafkaExtra());
    }

    KafkaSettings kafkaSettings() {
        return kafkaSettings;
    }

    Store store() {
        return store;
    }

    @Override
    public void close() {
        closeAll(store, kafka, postgres, dataFolder);
    }

    private static void closeAll(
            @Nullable Store store,
            @Nullable EmbeddedKafka kafka,
            @Nullable EmbeddedPostgres postgres,
            @Nullable DataFolder folder) {
        if (store != null) {
            store.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (folder != null) {
            folder.close();
        }
    }
}
