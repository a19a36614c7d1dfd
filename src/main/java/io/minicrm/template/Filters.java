package io.minicrm.template;

import static java.util.Map.entry;

import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The filters that templates can use. */
final class Filters {

    private static final int DATE_COST = 500;
    private static final String ALLOW_FALSE = "allow_false";

    /**
     * A filter and the arguments that it takes.
     *
     * @param named the names of the arguments that have a name
     */
    record Definition(Filter filter, int minArguments, int maxArguments, Set<String> named) {

        String argumentCount() {
            if (maxArguments == 0) {
                return "no arguments";
            }
            String most = maxArguments == 1 ? "1 argument" : maxArguments + " arguments";
            return minArguments == maxArguments ? most : minArguments + " to " + most;
        }
    }

    private static final DateText DATES = new DateText(InstantSource.system());

    private static final Map<String, Definition> ALL = Map.ofEntries(
            entry("abs", takes(0, 0, NumberFilters::abs)),
            entry("append", takes(1, 1, TextFilters::append)),
            entry("at_least", takes(1, 1, NumberFilters::atLeast)),
            entry("at_most", takes(1, 1, NumberFilters::atMost)),
            entry("base64_decode", takes(0, 0, TextFilters::base64Decode)),
            entry("base64_encode", takes(0, 0, TextFilters::base64Encode)),
            entry("base64_url_safe_decode", takes(0, 0, TextFilters::base64UrlSafeDecode)),
            entry("base64_url_safe_encode", takes(0, 0, TextFilters::base64UrlSafeEncode)),
            entry("capitalize", takes(0, 0, TextFilters::capitalize)),
            entry("ceil", takes(0, 0, NumberFilters::ceil)),
            entry("compact", takes(0, 1, ListFilters::compact)),
            entry("concat", takes(1, 1, ListFilters::concat)),
            entry("date", takes(1, 1, Filters::date)),
            entry("default", new Definition(Filters::defaultTo, 0, 1, Set.of(ALLOW_FALSE))),
            entry("divided_by", takes(1, 1, NumberFilters::dividedBy)),
            entry("downcase", takes(0, 0, TextFilters::downcase)),
            entry("escape", takes(0, 0, HtmlFilters::escape)),
            entry("escape_once", takes(0, 0, HtmlFilters::escapeOnce)),
            entry("find", takes(1, 2, ListFilters::find)),
            entry("find_index", takes(1, 2, ListFilters::findIndex)),
            entry("first", takes(0, 0, ListFilters::first)),
            entry("floor", takes(0, 0, NumberFilters::floor)),
            entry("has", takes(1, 2, ListFilters::has)),
            entry("join", takes(0, 1, ListFilters::join)),
            entry("last", takes(0, 0, ListFilters::last)),
            entry("lstrip", takes(0, 0, TextFilters::lstrip)),
            entry("map", takes(1, 1, ListFilters::map)),
            entry("minus", takes(1, 1, NumberFilters::minus)),
            entry("modulo", takes(1, 1, NumberFilters::modulo)),
            entry("newline_to_br", takes(0, 0, TextFilters::newlineToBr)),
            entry("plus", takes(1, 1, NumberFilters::plus)),
            entry("prepend", takes(1, 1, TextFilters::prepend)),
            entry("reject", takes(1, 2, ListFilters::reject)),
            entry("remove", takes(1, 1, TextFilters::remove)),
            entry("remove_first", takes(1, 1, TextFilters::removeFirst)),
            entry("remove_last", takes(1, 1, TextFilters::removeLast)),
            entry("replace", takes(1, 2, TextFilters::replace)),
            entry("replace_first", takes(1, 2, TextFilters::replaceFirst)),
            entry("replace_last", takes(2, 2, TextFilters::replaceLast)),
            entry("reverse", takes(0, 0, ListFilters::reverse)),
            entry("round", takes(0, 1, NumberFilters::round)),
            entry("rstrip", takes(0, 0, TextFilters::rstrip)),
            entry("size", takes(0, 0, ListFilters::size)),
            entry("slice", takes(1, 2, TextFilters::slice)),
            entry("sort", takes(0, 1, ListFilters::sort)),
            entry("sort_natural", takes(0, 1, ListFilters::sortNatural)),
            entry("split", takes(1, 1, TextFilters::split)),
            entry("strip", takes(0, 0, TextFilters::strip)),
            entry("strip_html", takes(0, 0, HtmlFilters::stripHtml)),
            entry("strip_newlines", takes(0, 0, TextFilters::stripNewlines)),
            entry("sum", takes(0, 1, ListFilters::sum)),
            entry("times", takes(1, 1, NumberFilters::times)),
            entry("truncate", takes(0, 2, TextFilters::truncate)),
            entry("truncatewords", takes(0, 2, TextFilters::truncatewords)),
            entry("uniq", takes(0, 1, ListFilters::uniq)),
            entry("upcase", takes(0, 0, TextFilters::upcase)),
            entry("url_decode", takes(0, 0, TextFilters::urlDecode)),
            entry("url_encode", takes(0, 0, TextFilters::urlEncode)),
            entry("where", takes(1, 2, ListFilters::where)));

    private Filters() {}

    private static Definition takes(int minArguments, int maxArguments, Filter filter) {
        return new Definition(filter, minArguments, maxArguments, Set.of());
    }

    /** The filter of that name; null if there is none. */
    static @Nullable Definition find(String name) {
        return ALL.get(name);
    }

    /** All names, sorted. */
    static Set<String> names() {
        return new TreeSet<>(ALL.keySet());
    }

    private static @Nullable Object defaultTo(@Nullable Object input, Filter.Arguments arguments) {
        boolean keeps =
                Boolean.FALSE.equals(input) && Values.isTrue(arguments.named().get(ALLOW_FALSE));
        boolean missing = Values.isMissing(input) || Boolean.FALSE.equals(input);
        return missing && !keeps ? arguments.get(0) : input;
    }

    /** The date in a format; the input itself if it is not a date or there is no format. */
    private static @Nullable Object date(@Nullable Object input, Filter.Arguments arguments) {
        arguments.budget().spend(DATE_COST);
        String format = arguments.text(0);
        ZonedDateTime date = format.isEmpty() ? null : DATES.parse(input);
        return date == null ? input : DateFormat.format(date, format);
    }
}
