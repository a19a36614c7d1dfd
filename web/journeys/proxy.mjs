// A proxy between the browser and a real server, as there may be one anywhere: it can be slow, refuse, and lose connections.
import http from 'node:http';

/** What a server answers that has no resources for a request. */
export const BUSY = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  detail: 'The store does not answer; try again',
});

/**
 * Starts the proxy. While `isBusy` it refuses what the API is asked for, and says how long; `delayMillis` delays its
 * answers. It counts the requests that it refused, by method.
 */
export async function proxyTo(base) {
  const state = { isBusy: false, retryAfter: 3, delayMillis: 0, refused: { GET: 0, POST: 0 } };
  const target = new URL(base);
  const server = http.createServer((request, response) => {
    const isApi = request.url.startsWith('/api/');
    if (state.isBusy && isApi) {
      state.refused[request.method] = (state.refused[request.method] ?? 0) + 1;
      request.resume();
      response.writeHead(503, {
        'Content-Type': 'application/problem+json',
        'Retry-After': String(state.retryAfter),
      });
      response.end(BUSY);
      return;
    }
    const pass = () => {
      const onward = http.request(
        {
          host: target.hostname,
          port: target.port,
          path: request.url,
          method: request.method,
          headers: request.headers,
        },
        (answer) => {
          response.writeHead(answer.statusCode, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    };
    setTimeout(pass, isApi ? state.delayMillis : 0);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    base: `http://${target.hostname}:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
