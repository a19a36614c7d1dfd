/**
 * Moving between stores: everything that a store holds as one file, and back. Its port {@link io.minicrm.archive.Archive} reads and writes in
 * pages; the file is NDJSON, and untrusted when it is read.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"campaign", "chunk", "delivery", "stored", "text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.archive;
