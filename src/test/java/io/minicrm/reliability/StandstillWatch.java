package io.minicrm.reliability;

import io.minicrm.delivery.PipelineGroup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares once a second what the servers' health says with what can be seen from outside: a worker stands still while
 * one of its partitions has records left to read and its committed offset does not move. No server may report UP while
 * that lasts longer than a minute.
 *
 * <p>Each server needs a {@code KAFKA_CLIENT_ID} of its own, which is its name. Workers that read no topic are not seen:
 * if one of them stands still, its campaign is stuck.
 */
final class StandstillWatch implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration EVIDENCE_AFTER = Duration.ofSeconds(35);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private final Admin admin;
    private final List<MiniCrm> servers;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
    private final Map<String, Up> up = new HashMap<>();
    private final Map<Place, Standing> standing = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Set<String> silent = new HashSet<>();
    private final Set<Place> dumped = new HashSet<>();
    private final Thread thread;
    private volatile Duration longest = Duration.ZERO;

    StandstillWatch(String brokers, List<MiniCrm> servers) {
        this.servers = servers;
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) ANSWER_LIMIT.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) ANSWER_LIMIT.toMillis()));
        this.thread = Thread.ofPlatform().name("standstill-watch").start(this::watch);
    }

    /** A partition that a server reads for a group. */
    private record Place(String server, String group, TopicPartition partition) {}

    /**
     * A time during which a server has reported UP.
     *
     * @param last when it was last asked, before it answered
     */
    private record Up(long since, long last) {}

    /** @param since when the committed offset was first seen there */
    private record Standing(long committed, long since) {}

    /** The longest time that a worker stood still while its server reported UP. */
    Duration longest() {
        return longest;
    }

    /** Each worker that stood still for longer than a minute while its server reported UP. */
    synchronized Set<String> silent() {
        return Set.copyOf(silent);
    }

    private void watch() {
        try {
            while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                askHealth();
                readPositions();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void askHealth() throws InterruptedException {
        for (MiniCrm server : servers) {
            long now = System.nanoTime();
            if (isUp(server)) {
                up.merge(server.name(), new Up(now, now), (before, again) -> new Up(before.since(), now));
            } else {
                up.remove(server.name());
            }
        }
    }

    private boolean isUp(MiniCrm server) throws InterruptedException {
        try {
            HttpRequest health = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/actuator/health"))
                    .timeout(ANSWER_LIMIT)
                    .build();
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException away) {
            return false;
        }
    }

    /** While the broker is away nothing is learned; whoever stood still before goes on standing still. */
    private void readPositions() throws InterruptedException {
        Set<Place> behind = new HashSet<>();
        try {
            Map<String, ConsumerGroupDescription> groups =
                    answer(admin.describeConsumerGroups(PipelineGroup.ids()).all());
            for (ConsumerGroupDescription group : groups.values()) {
                readGroup(group, behind);
            }
        } catch (ExecutionException | TimeoutException | KafkaException away) {
            return;
        }
        standing.keySet().retainAll(behind);
        behind.forEach(this::judge);
    }

    private void readGroup(ConsumerGroupDescription group, Set<Place> behind)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, String> readers = new HashMap<>();
        for (MemberDescription member : group.members()) {
            member.assignment().topicPartitions().forEach(partition -> readers.put(partition, server(member)));
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata());
        Map<TopicPartition, ListOffsetsResultInfo> first = offsets(readers.keySet(), OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> last = offsets(readers.keySet(), OffsetSpec.latest());
        readers.forEach((partition, server) -> {
            OffsetAndMetadata offset = committed.get(partition);
            long begin = first.get(partition).offset();
            long next = offset == null ? begin : Math.max(begin, offset.offset());
            if (next < last.get(partition).offset()) {
                var place = new Place(server, group.groupId(), partition);
                behind.add(place);
                standing.compute(
                        place,
                        (known, before) -> before != null && before.committed() == next
                                ? before
                                : new Standing(next, System.nanoTime()));
            }
        });
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer(admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)))
                .all());
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Client ids begin with the server's name. */
    private String server(MemberDescription member) {
        return servers.stream()
                .map(MiniCrm::name)
                .filter(name -> member.clientId().startsWith(name + "-"))
                .findFirst()
                .orElse(member.clientId());
    }

    private void judge(Place place) {
        Up server = up.get(place.server());
        Standing still = standing.get(place);
        if (server == null || still == null) {
            return;
        }
        // Until the last answer: to ask the other server and the broker can take seconds.
        Duration both = Duration.ofNanos(server.last() - Math.max(server.since(), still.since()));
        if (both.compareTo(longest) > 0) {
            longest = both;
        }
        if (both.compareTo(EVIDENCE_AFTER) > 0 && dumped.add(place)) {
            System.out.printf(
                    "%s has stood still for %d s; threads: %s%n", place, both.toSeconds(), threads(place.server()));
        }
        if (both.compareTo(LIMIT) > 0) {
            complain(place, still);
        }
    }

    private synchronized void complain(Place place, Standing still) {
        String what = "%s of server %s stands still at offset %d of %s, and health is UP"
                .formatted(place.group(), place.server(), still.committed(), place.partition());
        if (silent.add(what)) {
            System.out.println("SILENT: " + what);
        }
    }

    private String threads(String name) {
        try {
            return servers.stream()
                    .filter(server -> server.name().equals(name))
                    .map(server -> server.dumpThreads().toString())
                    .findFirst()
                    .orElse("unknown");
        } catch (IllegalStateException gone) {
            return gone.getMessage();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ZERO);
    }
}
