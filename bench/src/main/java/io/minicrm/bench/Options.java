package io.minicrm.bench;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * What a run is about.
 *
 * @param leads how many leads
 * @param seed makes the leads
 * @param today the day from which the leads' dates are counted back
 * @param folder where the servers keep their files
 * @param profile whether the server is watched by Flight Recorder and its statements are counted
 */
record Options(int leads, long seed, LocalDate today, Path folder, boolean profile) {}
