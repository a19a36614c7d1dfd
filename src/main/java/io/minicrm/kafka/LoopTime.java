package io.minicrm.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The time that a loop measures, and how it waits for work in progress. Tests move both by hand. */
interface LoopTime {

    /** The time of the process. */
    LoopTime SYSTEM = new LoopTime() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void park(Duration pause) {
            LockSupport.parkNanos(pause.toNanos());
        }
    };

    /** Nanoseconds on a clock that never jumps. */
    long nanoTime();

    /** Waits, whether or not the loop is asked to stop. */
    void park(Duration pause);
}
