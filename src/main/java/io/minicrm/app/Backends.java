package io.minicrm.app;

import io.minicrm.embedded.DataFolder;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The broker and the store that this process works on. */
record Backends(KafkaBackend kafka, StoreBackend database) implements AutoCloseable {

    /**
     * Starts both. If one fails, the other is stopped again.
     *
     * @param folder where embedded servers keep their files; null if nothing is embedded
     */
    static Backends start(BackendSettings settings, @Nullable DataFolder folder) {
        return settings.kafka().isEmbedded() ? startBoth(settings, folder) : startAfterKafka(settings, folder);
    }

    /** A cluster elsewhere comes first, so that no database is started if no broker answers. */
    private static Backends startAfterKafka(BackendSettings settings, @Nullable DataFolder folder) {
        KafkaBackend kafka = KafkaBackend.start(settings.kafka(), folder);
        try {
            return new Backends(kafka, StoreBackend.start(settings, folder));
        } catch (RuntimeException failure) {
            kafka.close();
            throw failure;
        }
    }

    /** An embedded broker takes seconds, so the store starts at the same time. */
    private static Backends startBoth(BackendSettings settings, @Nullable DataFolder folder) {
        CompletableFuture<KafkaBackend> kafka = new CompletableFuture<>();
        Thread.ofPlatform().name("start-kafka").start(() -> {
            try {
                kafka.complete(KafkaBackend.start(settings.kafka(), folder));
            } catch (Throwable failure) {
                kafka.completeExceptionally(failure);
            }
        });
        StoreBackend database;
        try {
            database = StoreBackend.start(settings, folder);
        } catch (RuntimeException failure) {
            kafka.thenAccept(KafkaBackend::close)
                    .exceptionally(alsoFailed -> null)
                    .join();
            throw failure;
        }
        try {
            return new Backends(kafka.join(), database);
        } catch (CompletionException failure) {
            database.close();
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    KafkaSettings kafkaSettings() {
        return kafka.settings();
    }

    Store store() {
        return database.store();
    }

    @Override
    public void close() {
        try (kafka) {
            database.close();
        }
    }
}
