package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

final class KeyedWritesTest {

    private static final int DUPLICATE_KEY = 11_000;
    private static final int DOCUMENT_VALIDATION_FAILURE = 121;

    @Test
    void placesOfDuplicatesComeInOrder() {
        assertThat(KeyedWrites.duplicates(refused(null, error(DUPLICATE_KEY, 7), error(DUPLICATE_KEY, 2))))
                .containsExactly(2, 7);
    }

    @Test
    void anyOtherErrorAmongDuplicatesIsThrown() {
        MongoBulkWriteException refused = refused(null, error(DUPLICATE_KEY, 0), error(DOCUMENT_VALIDATION_FAILURE, 1));

        assertThatThrownBy(() -> KeyedWrites.duplicates(refused)).isSameAs(refused);
    }

    @Test
    void duplicatesThatNoMajorityHasConfirmedAreThrown() {
        MongoBulkWriteException refused = refused(
                new WriteConcernError(64, "WriteConcernTimeout", "timed out", new BsonDocument()),
                error(DUPLICATE_KEY, 0));

        assertThatThrownBy(() -> KeyedWrites.duplicates(refused)).isSameAs(refused);
    }

    @Test
    void aSingleWriteIsADuplicateByItsCode() {
        assertThat(KeyedWrites.isDuplicate(refused(DUPLICATE_KEY))).isTrue();
        assertThat(KeyedWrites.isDuplicate(refused(DOCUMENT_VALIDATION_FAILURE)))
                .isFalse();
    }

    private static MongoBulkWriteException refused(WriteConcernError concern, BulkWriteError... errors) {
        return new MongoBulkWriteException(
                BulkWriteResult.unacknowledged(), List.of(errors), concern, new ServerAddress(), Set.of());
    }

    private static BulkWriteError error(int code, int place) {
        return new BulkWriteError(code, "refused", new BsonDocument(), place);
    }

    private static MongoWriteException refused(int code) {
        return new MongoWriteException(
                new WriteError(code, "refused", new BsonDocument()), new ServerAddress(), Set.of());
    }
}
