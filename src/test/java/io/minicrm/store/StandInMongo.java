package io.minicrm.store;

/** A program: the stand-in for MongoDB on a port of this machine, to try things out on; ends with its standard input. */
public final class StandInMongo {

    private StandInMongo() {}

    static void main() throws Exception {
        System.out.println(TestMongo.newDatabaseUrl());
        while (System.in.read() >= 0) {
            // Whoever started it is still there.
        }
    }
}
