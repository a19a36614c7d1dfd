package io.minicrm.app;

import io.minicrm.kafka.LoopObserver;
import java.time.Duration;

/** Takes the pulse of one loop, and passes on what it does. */
record WatchedLoop(LoopObserver observer, Pulse pulse) implements LoopObserver {

    @Override
    public void processed(String group, int records, Duration took) {
        observer.processed(group, records, took);
    }

    @Override
    public void deadLetterWritten(String originalTopic) {
        observer.deadLetterWritten(originalTopic);
    }

    @Override
    public void roundEnded() {
        pulse.roundEnded(Duration.ZERO);
    }

    @Override
    public void retrying(String reason) {
        pulse.retrying(reason);
    }
}
