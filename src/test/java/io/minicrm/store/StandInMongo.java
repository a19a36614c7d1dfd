package io.minicrm.store;

/** A program that runs the stand-in for MongoDB on a local port, for manual trials; it ends when its standard input ends. */
public final class StandInMongo {

    private StandInMongo() {}

    static void main() throws Exception {
        System.out.println(TestMongo.newDatabaseUrl());
        while (System.in.read() >= 0) {
            // The process that started it is still running.
        }
    }
}
