package io.minicrm.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The trails of the leads of one campaign, by id, within a number of bytes.
 *
 * <p>A map of objects would take some 150 bytes per lead. This one takes its id and about 20 bytes: the ids stand one
 * after the other in pages of 1 MiB, each with its length before it, and a table with open addressing finds them.
 *
 * <p>Example: the first lead, {@code lead-1}, takes the bytes 0 to 7 of page 0, {@code starts[0]} is 0, {@code
 * packed[0]} is its trail, and the slot that its hash names contains 1, one more than its number.
 */
final class LeadTrails {

    private static final int PAGE_BITS = 20;
    private static final int PAGE_BYTES = 1 << PAGE_BITS;
    private static final int MOST_PAGES = Integer.MAX_VALUE >> PAGE_BITS;
    private static final int LENGTH_BYTES = 2;
    private static final int LONGEST_ID = 0xFFFF;
    private static final int FIRST_CAPACITY = 1 << 10;

    /** Slots per lead of the capacity. */
    private static final int SLOTS = 2;

    private final long maxBytes;

    /** Of this table only, so that nobody can import leads whose ids all want the same slot. */
    private final int multiplier = ThreadLocalRandom.current().nextInt() | 1;

    private final List<byte[]> pages = new ArrayList<>();
    private int usedOfPage = PAGE_BYTES;
    private int[] starts = new int[FIRST_CAPACITY];
    private long[] packed = new long[FIRST_CAPACITY];
    private int[] slots = new int[FIRST_CAPACITY * SLOTS];
    private int size;

    LeadTrails(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Leads that match. */
    record Found(long count, List<String> first) {}

    /**
     * Changes the trail of a lead, which is empty if the lead is new.
     *
     * @return false if the lead is new and there is no space for it
     */
    boolean change(String leadId, UnaryOperator<LeadTrail> change) {
        byte[] id = leadId.getBytes(StandardCharsets.UTF_8);
        int slot = slotOf(id);
        if (slots[slot] == 0) {
            if (!hasSpaceFor(id)) {
                return false;
            }
            // Growing moves the slots.
            slot = slotOf(id);
            slots[slot] = add(id) + 1;
        }
        int lead = slots[slot] - 1;
        packed[lead] = change.apply(LeadTrail.of(packed[lead])).packed();
        return true;
    }

    void changeAll(UnaryOperator<LeadTrail> change) {
        for (int lead = 0; lead < size; lead++) {
            packed[lead] = change.apply(LeadTrail.of(packed[lead])).packed();
        }
    }

    long count(Predicate<LeadTrail> which) {
        return find(which, 0).count();
    }

    /** Counts the leads that match, and names the first by id. */
    Found find(Predicate<LeadTrail> which, int named) {
        long count = 0;
        TreeSet<String> first = new TreeSet<>();
        for (int lead = 0; lead < size; lead++) {
            if (which.test(LeadTrail.of(packed[lead]))) {
                count++;
                if (named > 0) {
                    first.add(id(lead));
                    if (first.size() > named) {
                        first.pollLast();
                    }
                }
            }
        }
        return new Found(count, List.copyOf(first));
    }

    private long bytes() {
        return (long) pages.size() * PAGE_BYTES
                + (long) slots.length * Integer.BYTES
                + (long) starts.length * (Integer.BYTES + Long.BYTES);
    }

    /** Makes space for one more lead. */
    private boolean hasSpaceFor(byte[] id) {
        if (id.length > LONGEST_ID || pages.size() >= MOST_PAGES) {
            return false;
        }
        boolean needsPage = usedOfPage + LENGTH_BYTES + id.length > PAGE_BYTES;
        // Each array becomes twice as long, and while the longest is copied, its old one exists, too.
        long growth = size < starts.length
                ? 0
                : bytes() - (long) pages.size() * PAGE_BYTES + (long) packed.length * Long.BYTES;
        if (bytes() + growth + (needsPage ? PAGE_BYTES : 0) > maxBytes) {
            return false;
        }
        if (growth > 0) {
            grow();
        }
        if (needsPage) {
            pages.add(new byte[PAGE_BYTES]);
            usedOfPage = 0;
        }
        return true;
    }

    private void grow() {
        int capacity = starts.length * 2;
        slots = new int[capacity * SLOTS];
        starts = Arrays.copyOf(starts, capacity);
        packed = Arrays.copyOf(packed, capacity);
        for (int lead = 0; lead < size; lead++) {
            int start = starts[lead];
            byte[] page = pages.get(start >> PAGE_BITS);
            int begin = (start & (PAGE_BYTES - 1)) + LENGTH_BYTES;
            int slot = hash(page, begin, begin + length(page, begin)) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = lead + 1;
        }
    }

    private int add(byte[] id) {
        byte[] page = pages.getLast();
        page[usedOfPage] = (byte) (id.length >> Byte.SIZE);
        page[usedOfPage + 1] = (byte) id.length;
        System.arraycopy(id, 0, page, usedOfPage + LENGTH_BYTES, id.length);
        starts[size] = ((pages.size() - 1) << PAGE_BITS) | usedOfPage;
        packed[size] = LeadTrail.EMPTY.packed();
        usedOfPage += LENGTH_BYTES + id.length;
        return size++;
    }

    /** The slot of the lead, or the one where it belongs. */
    private int slotOf(byte[] id) {
        int slot = hash(id, 0, id.length) & (slots.length - 1);
        while (slots[slot] != 0 && !isId(slots[slot] - 1, id)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isId(int lead, byte[] id) {
        byte[] page = pages.get(starts[lead] >> PAGE_BITS);
        int begin = (starts[lead] & (PAGE_BYTES - 1)) + LENGTH_BYTES;
        return Arrays.equals(page, begin, begin + length(page, begin), id, 0, id.length);
    }

    private String id(int lead) {
        byte[] page = pages.get(starts[lead] >> PAGE_BITS);
        int begin = (starts[lead] & (PAGE_BYTES - 1)) + LENGTH_BYTES;
        return new String(page, begin, length(page, begin), StandardCharsets.UTF_8);
    }

    private static int length(byte[] page, int begin) {
        return (page[begin - LENGTH_BYTES] & 0xFF) << Byte.SIZE | (page[begin - 1] & 0xFF);
    }

    private int hash(byte[] bytes, int begin, int end) {
        int hash = 0;
        for (int i = begin; i < end; i++) {
            hash = multiplier * hash + bytes[i];
        }
        // Ids often differ in their last characters only; this spreads them over the table.
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }
}
