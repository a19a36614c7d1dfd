package io.minicrm.delivery;

import io.minicrm.chunk.Chunk;
import io.minicrm.text.CodePoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Finds the chunk of a lead in a plan whose leads are in order of id. Keeps one id per chunk: with chunks that begin
 * with {@code a}, {@code f} and {@code m}, lead {@code g} is in the second one.
 */
public final class ChunkPlaces {

    private final NavigableMap<String, Integer> firstLeads = new TreeMap<>(CodePoints::compare);

    /** Adds chunks that follow those that were added before. */
    public void add(Collection<Chunk> chunks) {
        chunks.forEach(chunk -> firstLeads.put(chunk.leadIds().getFirst(), chunk.index()));
    }

    /** The leads by the index of their chunk. */
    public Map<Integer, List<String>> byChunk(Collection<String> leadIds) {
        Map<Integer, List<String>> chunks = new TreeMap<>();
        for (String id : leadIds) {
            Map.Entry<String, Integer> chunk = firstLeads.floorEntry(id);
            if (chunk == null) {
                throw new IllegalArgumentException("Lead '%s' is in none of the chunks".formatted(id));
            }
            chunks.computeIfAbsent(chunk.getValue(), index -> new ArrayList<>()).add(id);
        }
        return chunks;
    }
}
