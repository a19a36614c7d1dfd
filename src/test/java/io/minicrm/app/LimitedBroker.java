package io.minicrm.app;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * A proxy in front of one real broker that looks like a cluster with fewer requests, in older versions, and creates topics by Redpanda's
 * rules. It records which requests were sent. Clients talk only to the proxy, because it names itself wherever a response names a broker.
 */
final class LimitedBroker implements AutoCloseable {

    /** The supported versions of a request, both ends included. */
    record Versions(short from, short to) {

        boolean include(short version) {
            return version >= from && version <= to;
        }
    }

    private final Map<ApiKeys, Versions> offered;
    private final int brokers;
    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<ApiKeys, Short> sent = new ConcurrentSkipListMap<>();

    /**
     * @param brokers how many brokers it claims to have
     * @param target the port of the real broker
     */
    LimitedBroker(Map<ApiKeys, Versions> offered, int brokers, int target) {
        this.offered = Map.copyOf(offered);
        this.brokers = brokers;
        this.target = target;
        try {
            listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The value for the client setting {@code bootstrap.servers}. */
    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** The requests that were received, each with the highest version. */
    Map<ApiKeys, Short> sent() {
        return new TreeMap<>(sent);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            Map<Integer, RequestHeader> asked = new ConcurrentHashMap<>();
            DataOutputStream toClient = new DataOutputStream(client.getOutputStream());
            Thread answers = Thread.ofVirtual().start(() -> passAnswers(broker, client, toClient, asked));
            DataInputStream requests = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            DataOutputStream toBroker = new DataOutputStream(broker.getOutputStream());
            while (true) {
                byte[] frame = read(requests);
                RequestHeader header = RequestHeader.parse(ByteBuffer.wrap(frame));
                Optional<ByteBuffer> refusal = refusal(header);
                ApiMessage creation = header.apiKey() == ApiKeys.CREATE_TOPICS
                        ? body(header, frame).data()
                        : null;
                if (refusal.isEmpty() && creation instanceof CreateTopicsRequestData topics) {
                    refusal = refusal(header, topics);
                }
                if (refusal.isPresent()) {
                    write(toClient, refusal.get());
                } else {
                    asked.put(header.correlationId(), header);
                    write(toBroker, creation == null ? ByteBuffer.wrap(frame) : serialized(header, creation, false));
                }
                if (!answers.isAlive()) {
                    return;
                }
            }
        } catch (IOException ended) {
            // As a broker does: the other end sees that the connection is closed.
        } finally {
            open.remove(client);
        }
    }

    private void passAnswers(
            Socket broker, Socket client, DataOutputStream toClient, Map<Integer, RequestHeader> asked) {
        try (client) {
            DataInputStream answers = new DataInputStream(new BufferedInputStream(broker.getInputStream()));
            while (true) {
                byte[] frame = read(answers);
                RequestHeader header = asked.remove(ByteBuffer.wrap(frame).getInt());
                write(toClient, narrowed(header, frame));
            }
        } catch (IOException ended) {
            // The client's connection is closed too.
        }
    }

    /** The response to a request that is not supported in this version. */
    private Optional<ByteBuffer> refusal(RequestHeader header) throws IOException {
        Versions versions = offered.get(header.apiKey());
        boolean known = versions != null && versions.include(header.apiVersion());
        if (header.apiKey() == ApiKeys.API_VERSIONS && versions != null && !known) {
            ApiVersionsResponseData tooNew = new ApiVersionsResponseData()
                    .setErrorCode(Errors.UNSUPPORTED_VERSION.code())
                    .setApiKeys(new ApiVersionsResponseData.ApiVersionCollection());
            tooNew.apiKeys().add(version(header.apiKey(), versions));
            return Optional.of(RequestUtils.serialize(
                    new ResponseHeader(header.correlationId(), (short) 0).data(), (short) 0, tooNew, (short) 0));
        }
        sent.merge(header.apiKey(), header.apiVersion(), (one, other) -> one > other ? one : other);
        if (!known) {
            throw new EOFException(header.apiKey() + " version " + header.apiVersion() + " is not offered");
        }
        return Optional.empty();
    }

    /** Refuses what Redpanda refuses, and changes other requests so that the single real broker can execute them. */
    private Optional<ByteBuffer> refusal(RequestHeader header, CreateTopicsRequestData creation) {
        CreateTopicsRequest request = new CreateTopicsRequest(creation, header.apiVersion());
        for (CreateTopicsRequestData.CreatableTopic topic : creation.topics()) {
            if (topic.configs().stream().anyMatch(one -> one.name().equals("min.insync.replicas"))) {
                return refused(header, request, new InvalidConfigurationException("Not supported configuration entry"));
            }
            if (topic.replicationFactor() > brokers || topic.replicationFactor() % 2 == 0) {
                return refused(header, request, new InvalidReplicationFactorException("Must be odd"));
            }
            topic.setReplicationFactor((short) 1);
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> refused(RequestHeader header, AbstractRequest request, ApiException why) {
        return Optional.of(serialized(header, request.getErrorResponse(0, why).data(), true));
    }

    private static AbstractRequest body(RequestHeader header, byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        RequestHeader.parse(buffer);
        return AbstractRequest.parseRequest(header.apiKey(), header.apiVersion(), new ByteBufferAccessor(buffer))
                .request;
    }

    private ByteBuffer narrowed(RequestHeader header, byte[] frame) {
        if (!Set.of(ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.FIND_COORDINATOR, ApiKeys.DESCRIBE_CLUSTER)
                .contains(header.apiKey())) {
            return ByteBuffer.wrap(frame);
        }
        ApiMessage answer =
                AbstractResponse.parseResponse(ByteBuffer.wrap(frame), header).data();
        switch (answer) {
            case ApiVersionsResponseData versions -> {
                versions.setApiKeys(common(versions.apiKeys()));
                versions.setSupportedFeatures(new ApiVersionsResponseData.SupportedFeatureKeyCollection());
                versions.setFinalizedFeatures(new ApiVersionsResponseData.FinalizedFeatureKeyCollection());
                versions.setFinalizedFeaturesEpoch(ApiVersionsResponse.UNKNOWN_FINALIZED_FEATURES_EPOCH);
            }
            case MetadataResponseData metadata -> {
                metadata.brokers().forEach(one -> one.setHost("127.0.0.1").setPort(listener.getLocalPort()));
                for (int id = 2; id <= brokers; id++) {
                    metadata.brokers()
                            .add(new MetadataResponseData.MetadataResponseBroker()
                                    .setNodeId(id)
                                    .setHost("127.0.0.1")
                                    .setPort(listener.getLocalPort()));
                }
            }
            case FindCoordinatorResponseData found -> {
                // From version 4 on, the request is about several groups.
                if (found.coordinators().isEmpty()) {
                    found.setHost("127.0.0.1").setPort(listener.getLocalPort());
                }
                found.coordinators().forEach(one -> one.setHost("127.0.0.1").setPort(listener.getLocalPort()));
            }
            case DescribeClusterResponseData cluster -> {
                cluster.brokers().forEach(one -> one.setHost("127.0.0.1").setPort(listener.getLocalPort()));
                for (int id = 2; id <= brokers; id++) {
                    cluster.brokers()
                            .add(new DescribeClusterResponseData.DescribeClusterBroker()
                                    .setBrokerId(id)
                                    .setHost("127.0.0.1")
                                    .setPort(listener.getLocalPort()));
                }
            }
            default -> throw new IllegalStateException("Not to be narrowed: " + header);
        }
        return serialized(header, answer, true);
    }

    private static ByteBuffer serialized(RequestHeader header, ApiMessage body, boolean answer) {
        ResponseHeader answering = header.toResponseHeader();
        return answer
                ? RequestUtils.serialize(answering.data(), answering.headerVersion(), body, header.apiVersion())
                : RequestUtils.serialize(header.data(), header.headerVersion(), body, header.apiVersion());
    }

    private ApiVersionsResponseData.ApiVersionCollection common(ApiVersionsResponseData.ApiVersionCollection real) {
        var common = new ApiVersionsResponseData.ApiVersionCollection();
        for (ApiVersionsResponseData.ApiVersion one : real) {
            ApiKeys key = ApiKeys.forId(one.apiKey());
            Versions limits = offered.get(key);
            if (limits != null) {
                common.add(version(key, new Versions((short) Math.max(limits.from(), one.minVersion()), (short)
                        Math.min(limits.to(), one.maxVersion()))));
            }
        }
        return common;
    }

    private static ApiVersionsResponseData.ApiVersion version(ApiKeys key, Versions versions) {
        return new ApiVersionsResponseData.ApiVersion()
                .setApiKey(key.id)
                .setMinVersion(versions.from())
                .setMaxVersion(versions.to());
    }

    private static byte[] read(DataInputStream from) throws IOException {
        byte[] frame = new byte[from.readInt()];
        from.readFully(frame);
        return frame;
    }

    /** Writes a response of the broker or of the proxy. */
    private static void write(DataOutputStream to, ByteBuffer frame) throws IOException {
        synchronized (to) {
            to.writeInt(frame.remaining());
            to.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
            to.flush();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
