package io.minicrm.importing;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A CSV file of leads with the ids {@code many-0}, {@code many-1} …, names, and a number each. */
public final class LeadsCsv {

    private LeadsCsv() {}

    public static String of(int leads) {
        return IntStream.range(0, leads)
                .mapToObj("many-%1$d,Lead %1$d,%1$d"::formatted)
                .collect(Collectors.joining("\n", "id,name,total_spend\n", "\n"));
    }
}
