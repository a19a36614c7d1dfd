package io.minicrm.bench;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * The options of a run.
 *
 * @param leads number of leads
 * @param seed seed of the generated leads
 * @param today the day before which the leads' last purchases are
 * @param folder folder of the servers' files
 * @param profile whether to record the server with Flight Recorder and count its SQL statements
 */
record Options(int leads, long seed, LocalDate today, Path folder, boolean profile) {}
