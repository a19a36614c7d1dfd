package io.minicrm.channel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Asks another planner for the route to a host, with the proxies on it, and remembers the answer: asking the JDK for
 * each request takes as long as writing the request. For the few hosts of a channel.
 */
final class KnownRoutes implements HttpRoutePlanner {

    private final HttpRoutePlanner planner;
    private final Map<HttpHost, HttpRoute> routes = new ConcurrentHashMap<>();

    KnownRoutes(HttpRoutePlanner planner) {
        this.planner = planner;
    }

    @Override
    public HttpRoute determineRoute(HttpHost target, HttpContext context) throws HttpException {
        HttpRoute known = routes.get(target);
        if (known != null) {
            return known;
        }
        HttpRoute found = planner.determineRoute(target, context);
        routes.put(target, found);
        return found;
    }
}
