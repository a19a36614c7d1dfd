package io.minicrm.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant. */
public final class Similar {

    private static final int MAX_NAMES = 3;

    private Similar() {}

    /**
     * The known names that differ from the given one in few characters, ignoring case; the most similar first, at most
     * three.
     */
    public static List<String> to(String name, Collection<String> known) {
        int tolerated = 1 + name.length() / 4;
        record Candidate(String name, int distance) {}
        return known.stream()
                .map(k -> new Candidate(k, distance(name.toLowerCase(Locale.ROOT), k.toLowerCase(Locale.ROOT))))
                .filter(c -> c.distance() <= tolerated)
                .sorted(Comparator.comparingInt(Candidate::distance))
                .limit(MAX_NAMES)
                .map(Candidate::name)
                .toList();
    }

    /** The Levenshtein distance: the smallest number of characters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
