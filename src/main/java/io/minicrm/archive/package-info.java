/**
 * Export and import: the whole content of a store as one file. The port {@link io.minicrm.archive.Archive} reads and
 * writes it in pages. The file is NDJSON, and is checked as untrusted input when it is read.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "campaign", "chunk", "delivery", "stored", "text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.archive;
