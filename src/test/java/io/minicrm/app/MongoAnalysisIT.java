package io.minicrm.app;

import io.minicrm.store.TestMongo;
import java.util.Map;

final class MongoAnalysisIT extends AnalysisContract {

    @Override
    protected Map<String, String> storeSettings() {
        return Map.of("DATABASE_URL", TestMongo.newDatabaseUrl());
    }
}
