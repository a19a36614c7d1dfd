package io.minicrm.memory;

import io.minicrm.lead.Address;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Coverage;
import io.minicrm.segment.Field;
import io.minicrm.segment.Rule;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Selects leads by the meaning of a rule. */
final class MemoryAudience implements Audience {

    private static final int PAGE = 5_000;

    private final Leads leads;

    MemoryAudience(Leads leads) {
        this.leads = leads;
    }

    @Override
    public long count(Rule rule, ZonedDateTime now) {
        return selected(rule, now).size();
    }

    @Override
    public Preview preview(Rule rule, ZonedDateTime now, int limit) {
        List<Lead> selected = selected(rule, now);
        Coverage coverage = Coverage.of(rule, leads.attributeTypes());
        return new Preview(
                selected.size(),
                selected.stream().limit(limit).toList(),
                coverage.unasked(coverage.counted().stream()
                        .map(counted -> count(counted, now))
                        .toList()));
    }

    @Override
    public List<Lead> page(Rule rule, ZonedDateTime now, @Nullable String afterId, int limit) {
        List<Lead> selected = selected(rule, now);
        int from = afterId == null ? 0 : ids(selected).indexOf(afterId) + 1;
        return selected.stream().skip(from).limit(limit).toList();
    }

    @Override
    public void values(Field field, int limit, Consumer<@Nullable Object> each) {
        leads.list(null, null, limit).forEach(lead -> each.accept(field.valueIn(lead)));
    }

    @Override
    public void read(Rule rule, ZonedDateTime now, Consumer<List<String>> pages) {
        page(ids(selected(rule, now)), pages);
    }

    @Override
    public void readWithDuplicates(
            Rule rule, ZonedDateTime now, Consumer<List<String>> pages, Consumer<List<String>> duplicates) {
        List<Lead> selected = selected(rule, now);
        Map<String, List<Lead>> byAddress = new LinkedHashMap<>();
        for (Lead lead : selected) {
            String address = addressOf(lead);
            if (address != null) {
                byAddress.computeIfAbsent(address, any -> new ArrayList<>()).add(lead);
            }
        }
        page(ids(selected), pages);
        List<Lead> repeated = new ArrayList<>();
        byAddress
                .values()
                .forEach(ofOne -> ofOne.stream()
                        .sorted(Comparator.comparing(Lead::unsubscribed).reversed())
                        .skip(1)
                        .forEach(repeated::add));
        page(ids(repeated), duplicates);
    }

    private static @Nullable String addressOf(Lead lead) {
        if (Address.isEmail(lead.email())) {
            return Address.emailKey(lead.email());
        }
        return Address.isPhone(lead.phone()) ? Address.phoneKey(lead.phone()) : null;
    }

    private static List<String> ids(List<Lead> some) {
        return some.stream().map(Lead::id).toList();
    }

    private static void page(List<String> ids, Consumer<List<String>> pages) {
        for (int from = 0; from < ids.size(); from += PAGE) {
            pages.accept(ids.subList(from, Math.min(from + PAGE, ids.size())));
        }
    }

    /** In order of id. */
    private List<Lead> selected(Rule rule, ZonedDateTime now) {
        return leads.list(null, null, Integer.MAX_VALUE).stream()
                .filter(lead -> rule.matches(lead, now))
                .toList();
    }
}
