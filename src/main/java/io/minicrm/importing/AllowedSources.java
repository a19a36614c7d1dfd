package io.minicrm.importing;

/** What the server may read for imports besides the files that are sent to it. */
public record AllowedSources(ImportPaths paths, ImportUrls urls) {}
