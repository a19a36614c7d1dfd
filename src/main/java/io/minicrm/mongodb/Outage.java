package io.minicrm.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.bulk.BulkWriteError;
import java.util.Set;

/** Which of MongoDB's failures pass by themselves. */
final class Outage {

    /** Labels with which a server says that the same request may succeed later. */
    private static final Set<String> PASSING_LABELS = Set.of(
            "RetryableWriteError",
            "RetryableError",
            "SystemOverloadedError",
            MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);

    /**
     * Codes of MongoDB's list of errors: network, shutdown, elections, time limits, majority away, snapshots that are
     * gone.
     */
    private static final Set<Integer> PASSING_CODES = Set.of(
            6, // HostUnreachable
            7, // HostNotFound
            24, // LockTimeout
            43, // CursorNotFound
            50, // MaxTimeMSExpired
            63, // StaleShardVersion
            64, // WriteConcernTimeout
            89, // NetworkTimeout
            91, // ShutdownInProgress
            100, // UnsatisfiableWriteConcern
            112, // WriteConflict
            133, // FailedToSatisfyReadPreference: a shard without a primary, behind mongos
            134, // ReadConcernMajorityNotAvailableYet
            150, // StaleEpoch
            175, // QueryPlanKilled
            189, // PrimarySteppedDown
            202, // NetworkInterfaceExceededTimeLimit
            237, // CursorKilled
            239, // SnapshotTooOld
            246, // SnapshotUnavailable
            262, // ExceededTimeLimit
            9001, // SocketException
            10058, // LegacyNotPrimary
            10107, // NotWritablePrimary
            11600, // InterruptedAtShutdown
            11601, // Interrupted
            11602, // InterruptedDueToReplStateChange
            13388, // StaleConfig
            13435, // NotPrimaryNoSecondaryOk
            13436, // NotPrimaryOrSecondary
            14031); // OutOfDiskSpace

    private Outage() {}

    /** True when the database is away or busy, so that the same call may succeed later. */
    static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoException mongo && isPassing(mongo)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(MongoException failure) {
        return switch (failure) {
            case MongoSocketException _ -> true;
            case MongoTimeoutException _ -> true;
            case MongoConnectionPoolClearedException _ -> true;
            case MongoServerUnavailableException _ -> true;
            // Users are stored in the database, so a login also fails while no primary can be reached.
            case MongoSecurityException _ -> true;
            case MongoNotPrimaryException _ -> true;
            case MongoNodeIsRecoveringException _ -> true;
            case MongoCursorNotFoundException _ -> true;
            case MongoWriteConcernException _ -> true;
            case MongoBulkWriteException bulk when isPassing(bulk) -> true;
            default ->
                PASSING_CODES.contains(failure.getCode())
                        || PASSING_LABELS.stream().anyMatch(failure::hasErrorLabel);
        };
    }

    private static boolean isPassing(MongoBulkWriteException failure) {
        return failure.getWriteConcernError() != null
                || (!failure.getWriteErrors().isEmpty()
                        && failure.getWriteErrors().stream()
                                .map(BulkWriteError::getCode)
                                .allMatch(PASSING_CODES::contains));
    }
}
