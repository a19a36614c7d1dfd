package io.minicrm.app;

import java.util.Map;

final class PostgresAnalysisIT extends AnalysisContract {

    @Override
    protected Map<String, String> storeSettings() {
        return Map.of();
    }
}
