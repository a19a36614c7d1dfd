package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CelFilterTest {

    private static ConsumerRecord<byte[], byte[]> record(String value) {
        return new ConsumerRecord<>("topic", 3, 7, null, value == null ? null : value.getBytes(UTF_8));
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(",", "{\"l\":[", "]}"));
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '~', nullValues = "tombstone", textBlock = """
            price == 450                    ~ {"price": 450}              ~ true
            price == 450                    ~ {"price": 450.0}            ~ true
            price == 450                    ~ {"price": 4.5e2}            ~ true
            price == 450                    ~ {"price": "450"}            ~ false
            450 == price                    ~ {"price": "450"}            ~ false
            price == "450"                  ~ {"price": "450"}            ~ true
            price == "450"                  ~ {"price": 450}              ~ false
            price != 450                    ~ {"price": 451}              ~ true
            price != 450                    ~ {"price": "450"}            ~ true
            price != 450                    ~ {}                          ~ false
            price == 450                    ~ {"price": true}             ~ false
            price == 450                    ~ {"price": null}             ~ false
            price == 450                    ~ {"price": [450]}            ~ false
            paid == true                    ~ {"paid": "true"}            ~ false
            paid == true                    ~ {"paid": true}              ~ true
            paid                            ~ {"paid": true}              ~ true
            paid                            ~ {"paid": "true"}            ~ false
            price in [450, 1000]            ~ {"price": 1e3}              ~ true
            price in [450, 1000]            ~ {"price": 1000}             ~ true
            price in [450, 1000]            ~ {"price": "1000"}           ~ false
            price in [450.0, 1000.0]        ~ {"price": 1000}             ~ true
            price in ["450"]                ~ {"price": 450}              ~ false
            5 in ids                        ~ {"ids": [1, 5.0]}           ~ true
            5 in ids                        ~ {"ids": ["5"]}              ~ false
            price < 450                     ~ {"price": 12.5}             ~ true
            price < 450                     ~ {"price": "12"}             ~ false
            !(price < 450)                  ~ {"price": "12"}             ~ false
            price > 1000                    ~ {}                          ~ false
            !(price > 1000)                 ~ {}                          ~ false
            price > 9223372036854775807     ~ {"price": 1e19}             ~ true
            price == 9007199254740993       ~ {"price": 9007199254740993} ~ true
            price == 9007199254740993       ~ {"price": 9007199254740992} ~ false
            deep.n == null                  ~ {"deep": {"n": null}}       ~ true
            deep.n == 1                     ~ {"deep": {"n": 1.0}}        ~ true
            deep.n == 1                     ~ {"deep": {}}                ~ false
            has(body.n)                     ~ {"n": null}                 ~ true
            has(body.n)                     ~ {"m": 1}                    ~ false
            !has(body.n)                    ~ {"m": 1}                    ~ true
            ids == [1, 2]                   ~ {"ids": [1.0, 2]}           ~ true
            ids.exists(id, id == "y")       ~ {"ids": ["x", "y"]}         ~ true
            ids.all(id, id > 1)             ~ {"ids": [2, 1]}             ~ false
            size(ids) == 2                  ~ {"ids": ["x", "y"]}         ~ true
            type(price) == string           ~ {"price": "450"}            ~ true
            type(price) == string           ~ {"price": 450}              ~ false
            name.matches("^A.*z$")          ~ {"name": "Abcz"}            ~ true
            body == null                    ~ tombstone                   ~ true
            body == null                    ~ {}                          ~ false
            body != null                    ~ tombstone                   ~ false
            price == 450                    ~ tombstone                   ~ false
            body == null && key == null     ~ tombstone                   ~ true
            price == 450 || partition == 3  ~ tombstone                   ~ true
            partition == 3 && offset == 7   ~ not JSON                    ~ true
            body == null                    ~ not JSON                    ~ false
            body == null                    ~ null and void               ~ false
            body == 1                       ~ 1 2                         ~ false
            name == "x"                     ~ {"name": "x"                ~ true
            price / 0 == 1                  ~ {"price": 1}                ~ false
            price + 1 == 2                  ~ {"price": 9223372036854775807} ~ false
            [1][5] == 1                     ~ {}                          ~ false
            int("x") == 1                   ~ {}                          ~ false
            timestamp("x") == timestamp     ~ {}                          ~ false
            duration(name) > duration("1s") ~ {"name": "soon"}            ~ false
            name.matches(pattern)           ~ {"name": "x", "pattern": "("} ~ false
            body.a.b.c.d == 1               ~ {"a": 1}                    ~ false
            string(price) == "1"            ~ {"price": {"a": 1}}         ~ false
            dyn(price)                      ~ {"price": 1}                ~ false
            bytes(name) == b"x"             ~ {"name": "x"}               ~ true
            """)
    void aConditionIsAnsweredAsTheCelSpecificationSays(String expression, String json, boolean matches) {
        assertThat(CelFilter.compile(expression).matches(record(json))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l.all(a, l.all(b, l.all(c, l.all(d, l.all(e, l.all(f, a + b + c + d + e + f >= 0))))))",
                "l.exists(a, l.exists(b, l.exists(c, l.exists(d, l.exists(e, l.exists(f, a + b + c + d + e + f < 0))))))",
                "size(l.map(a, l.map(b, l.map(c, l.map(d, a + b + c + d))))) > 0",
                "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, l.all(c, l.all(d, true))))",
            })
    void nestedLoopsFailAfterALimitedNumberOfSteps(String expression) {
        CelFilter filter = CelFilter.compile(expression);

        assertThatThrownBy(() -> filter.matches(record(numbers(100))))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("100,000 steps", "topic-3@7");
    }

    @Test
    void aFilterCanBeUsedAgainAfterItHasReachedTheLimit() {
        CelFilter filter = CelFilter.compile("l.all(a, l.all(b, l.all(c, a + b + c >= 0)))");

        assertThatThrownBy(() -> filter.matches(record(numbers(100)))).isInstanceOf(InvalidQueryException.class);
        assertThat(filter.matches(record(numbers(5)))).isTrue();
    }

    /** Few steps, but each copies megabytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "l.all(a, l.all(b, l.all(c, size(s + s + s) > 0)))",
                "l.exists(a, l.exists(b, l.exists(c, s + s + s == 'x')))",
                "l.exists(a, l.exists(b, l.exists(c, s + s + s == 'x'))) || true"
            })
    void expensiveStepsEndAtTheDeadline(String expression) {
        CelFilter filter = CelFilter.compile(expression, ScanDeadline.after(Duration.ofMillis(50), Duration.ZERO));
        String value = numbers(46).replace("}", ",\"s\":\"" + "x".repeat(4 << 20) + "\"}");

        long begun = System.nanoTime();
        assertThatThrownBy(() -> filter.matches(record(value)))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("takes too long");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    /** In an engine that backtracks, this expression takes exponential time. */
    @Test
    void regularExpressionsTakeLinearTime() {
        String text = "a".repeat(50_000) + "b";

        assertThat(CelFilter.compile("s.matches('(a+)+$')").matches(record("{\"s\":\"" + text + "\"}")))
                .isFalse();
    }

    @Test
    void anInvalidExpressionIsRefusedWithItsColumn() {
        assertThatThrownBy(() -> CelFilter.compile("campaign_id = 3"))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("column 13");
        assertThatThrownBy(() -> CelFilter.compile("1 + 1")).hasMessageContaining("neither true nor false");
        assertThatThrownBy(() -> CelFilter.compile("total > 1 && ")).hasMessageContaining("column");
        assertThatThrownBy(() -> CelFilter.compile("nosuch(total)")).hasMessageContaining("nosuch");
    }

    /** Each of them once ended as an internal error, or is a neighbour of one that did. */
    @ParameterizedTest
    @MethodSource("oddExpressions")
    void anyTextIsAnsweredOrRefused(String expression) {
        try {
            CelFilter.compile(expression).matches(record("{\"n\": 1, \"s\": \"x\", \"l\": [1]}"));
        } catch (InvalidQueryException refused) {
            assertThat(refused).hasMessageStartingWith("where ").message().doesNotContain("dev.cel", "java.lang");
        }
    }

    static Stream<String> oddExpressions() {
        return Stream.of(
                "",
                " ",
                "(",
                ")",
                "\"",
                "n == 'x",
                "'\\x'",
                "'\\uD800' == s",
                "s == '\uD800'",
                "9223372036854775808 == n",
                "-9223372036854775808 == n",
                "99999999999999999999u == n",
                "1e999 == n",
                "0x == n",
                "n ? 1 : 'a'",
                "{'a': 1, 'a': 2} == n",
                "{[1]: 2} == n",
                "google.protobuf.Timestamp{seconds: 1} == timestamp",
                "google.protobuf.Any{} == n",
                "nosuch.Type{a: 1} == n",
                "type(type(n)) == type",
                "optional.of(n)",
                "cel.bind(x, n, x == 1)",
                "has(n)",
                "has(n.x.y)",
                "l.map(n)",
                "l.exists(l, l == 1)",
                "l.exists(1, true)",
                "__result__ == 1",
                "@result == 1",
                "s.matches('(')",
                "s.matches('a{1001}')",
                "s.matches('(?<=x)')",
                "timestamp('9999-12-31T23:59:59Z') + duration('10000h') > timestamp",
                "timestamp.getHours('Nowhere/Land') == 1",
                "timestamp.getHours('+99:99') == 1",
                "duration('1e9h') == duration('1s')",
                "dyn(n) == dyn(null)",
                "key == null",
                "headers['a'] == 'b'",
                "headers.a == 'b'",
                "body[0] == 1",
                "body['n'] == 1",
                "int(1e300) == 1",
                "uint(-1) == 1u",
                "-(-9223372036854775807 - 1) == n",
                "(-9223372036854775807 - 1) / -1 == n",
                "(-9223372036854775807 - 1) % -1 == n",
                "string(b'\\xff') == s",
                "in",
                "a in",
                "true && n",
                "n || true",
                "!n",
                "-s == 1",
                "as == 1",
                "if == 1",
                "null",
                "true",
                "\u0000",
                "n == 1 // comment",
                "n ==\n1",
                "(".repeat(2_000) + "n" + ")".repeat(2_000),
                "!".repeat(3_000) + "true",
                "-".repeat(3_000) + "1 == 1",
                "[".repeat(2_000) + "]".repeat(2_000) + " == 1",
                "n" + ".n".repeat(3_000) + " == 1",
                "n" + " + n".repeat(3_000) + " == 1",
                "true" + " && true".repeat(3_000),
                "n" + " ? n : n".repeat(1_000),
                "x".repeat(7_000));
    }
}
