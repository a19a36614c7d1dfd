package io.minicrm.delivery;

import io.minicrm.kafka.SimulatedKafka;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Decides when something goes wrong. Each seed has its own selection of faults, each with its own frequency, so that some
 * seeds have few faults of one kind and others have many of all kinds.
 */
final class SimulatedFaults {

    /** What can go wrong in store, provider and process. */
    enum Kind {
        /** The store does not do what it is asked to do. */
        STORE_FAILS,
        /** The store does what it is asked to do, or a part of it, and its answer is lost. */
        STORE_ANSWER_LOST,
        /** The process ends between two steps of its work. */
        CRASH,
        /** The provider refuses a message for now. */
        PROVIDER_BUSY,
        /** The provider refuses a message permanently. */
        PROVIDER_REFUSES,
        /** The provider does not answer, and may or may not have accepted the message. */
        PROVIDER_SILENT,
        /** Something happens to the whole cluster. */
        CLUSTER,
        /** A member leaves its group, or is expelled. */
        GROUP,
        /** A stranger writes to the topics. */
        STRANGER,
        /** A person pauses, resumes, cancels or retries a campaign, or deletes a lead. */
        PERSON
    }

    private static final double[] FREQUENCIES = {0, 0, 0.002, 0.01, 0.05};

    /** A batch has hundreds of records, and is published whole or again. */
    private static final double[] FREQUENCIES_OF_RECORDS = {0, 0, 0.0003, 0.001, 0.004};

    private final RandomGenerator random;
    private final Map<Kind, Double> kinds = new EnumMap<>(Kind.class);
    private final Map<SimulatedKafka.Fault, Double> ofKafka = new EnumMap<>(SimulatedKafka.Fault.class);
    private boolean ended;

    /** A fault that ends its process. Nothing in the pipeline catches it. */
    static final class Crash extends Error {

        private static final long serialVersionUID = 1L;

        Crash() {
            super("simulated crash", null, false, false);
        }
    }

    /** The store cannot be reached. */
    static final class StoreAway extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoreAway() {
            super("simulated: the store is away", null, false, false);
        }
    }

    SimulatedFaults(RandomGenerator random) {
        this.random = random;
        boolean isCalm = random.nextInt(10) == 0;
        for (Kind kind : Kind.values()) {
            kinds.put(kind, isCalm ? 0 : any(FREQUENCIES));
        }
        for (SimulatedKafka.Fault fault : SimulatedKafka.Fault.values()) {
            ofKafka.put(fault, isCalm ? 0 : any(isOfRecords(fault) ? FREQUENCIES_OF_RECORDS : FREQUENCIES));
        }
    }

    private static boolean isOfRecords(SimulatedKafka.Fault fault) {
        return switch (fault) {
            case REFUSED, REFUSED_AFTER_WRITE, REPEATED, DELAYED, DROPPED -> true;
            case LATE_ANSWER, COMMIT_FAILED, COMMIT_FAILED_AFTER_WRITE -> false;
        };
    }

    private double any(double[] frequencies) {
        return frequencies[random.nextInt(frequencies.length)];
    }

    /** Whether nothing goes wrong with this seed. */
    boolean isCalm() {
        return kinds.values().stream().allMatch(frequency -> frequency == 0)
                && ofKafka.values().stream().allMatch(frequency -> frequency == 0);
    }

    /** From now on, nothing goes wrong. */
    void end() {
        ended = true;
    }

    boolean strikes(Kind kind) {
        return strikes(kinds.getOrDefault(kind, 0.0));
    }

    boolean strikes(SimulatedKafka.Fault fault) {
        return strikes(ofKafka.getOrDefault(fault, 0.0));
    }

    private boolean strikes(double frequency) {
        return !ended && frequency > 0 && random.nextDouble() < frequency;
    }

    void crashPerhaps() {
        if (strikes(Kind.CRASH)) {
            throw new Crash();
        }
    }

    /** The port, with faults before and after each call. */
    <T> T around(Class<T> type, T port) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(port, given);
                    }
                    crashPerhaps();
                    if (strikes(Kind.STORE_FAILS)) {
                        throw new StoreAway();
                    }
                    boolean isAnswerLost = strikes(Kind.STORE_ANSWER_LOST);
                    try {
                        Object answer = method.invoke(port, isAnswerLost ? part(method.getName(), given) : given);
                        crashPerhaps();
                        if (isAnswerLost) {
                            throw new StoreAway();
                        }
                        return answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    /** Claims and receipts are atomic per row only, so any part of a batch may be written. */
    private Object[] part(String method, Object[] given) {
        boolean isBatch = method.equals("claim") || method.equals("apply");
        if (!isBatch || !(given[0] instanceof List<?> batch)) {
            return given;
        }
        Object[] part = given.clone();
        part[0] = batch.subList(0, random.nextInt(batch.size() + 1));
        return part;
    }
}
