package io.minicrm.app;

import io.minicrm.api.LogInSettings;
import io.minicrm.channel.ConfiguredChannels;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.util.Map;

/** Everything that environment variables set. Each group reads its own variables; docs/operations.md lists them all. */
public record Settings(
        BackendSettings backends,
        HttpSettings http,
        AccessSettings access,
        ChunkPolicy chunkPolicy,
        SendSettings sends,
        ImportSettings imports,
        ConfiguredChannels channels) {

    /**
     * Reads the environment.
     *
     * @throws InvalidSettingException if a value cannot be used
     */
    public static Settings from(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        HttpSettings http = HttpSettings.from(environment);
        AccessSettings access = AccessSettings.from(environment);
        if (access.oidc() != null && !http.requiresKey()) {
            throw new InvalidSettingException(
                    "MINI_CRM_AUTH", "off", "leave it on while OIDC_ISSUER is set: nobody has to log in otherwise");
        }
        return new Settings(
                BackendSettings.from(environment),
                http,
                access,
                chunkPolicy(environment),
                SendSettings.from(environment),
                ImportSettings.from(environment),
                ConfiguredChannels.from(environment));
    }

    /** How people log in. */
    LogInSettings logIn() {
        return new LogInSettings(access.acceptsPasswords(), access.oidc(), http.publicUrls());
    }

    /** A lowered maximum lowers the default with it. */
    private static ChunkPolicy chunkPolicy(Environment environment) {
        ChunkPolicy defaults = ChunkPolicy.DEFAULT;
        int max = environment.integer("MAX_CHUNK_SIZE", defaults.maxSize(), 1, ChunkPolicy.LIMIT);
        int size = environment.integer("CHUNK_SIZE", Math.min(defaults.defaultSize(), max), 1, ChunkPolicy.LIMIT);
        if (size > max) {
            throw new InvalidSettingException(
                    "CHUNK_SIZE", Integer.toString(size), "give at most MAX_CHUNK_SIZE, which is " + max);
        }
        return new ChunkPolicy(size, max);
    }
}
