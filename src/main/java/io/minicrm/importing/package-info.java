/**
 * Imports of files as jobs: what a job consists of, which files it may read, the worker that runs jobs one after the
 * other, and the port that stores them. How a file becomes leads is the subject of {@code lead}.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"lead", "problem", "text"})
@org.jspecify.annotations.NullMarked
package io.minicrm.importing;
