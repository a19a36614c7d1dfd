// The requests that prepare a journey.
import { withToken } from '../token.mjs';

export function api(base) {
  async function call(method, path, body) {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: withToken(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    /** Stores people of a group, and a segment with the same id that selects them. */
    async segment(group, people) {
      await call(
        'POST',
        '/leads/bulk',
        Array.from({ length: people }, (_, index) => ({
          id: `${group} ${index}`,
          name: `Person ${index}`,
          email: `person${index}@example.com`,
          attributes: index % 2 === 0 ? { group, city: 'Pune' } : { group },
        })),
      );
      await call('PUT', `/segments/${group}`, {
        name: `Segment ${group}`,
        rules: { combinator: 'and', rules: [{ field: 'group', operator: '=', value: group }] },
      });
    },
    /** Imports a file and waits until it is stored. */
    async imported(csv) {
      const started = await fetch(`${base}/api/v1/imports`, {
        method: 'POST',
        headers: withToken({ 'Content-Type': 'text/csv' }),
        body: csv,
      });
      const { data } = await started.json();
      for (;;) {
        const { data: job } = await call('GET', `/imports/${data.import_id}`);
        if (!['queued', 'running'].includes(job.status)) {
          return job.import_id;
        }
      }
    },
    async campaign(group, more = {}) {
      const created = await call('POST', '/campaigns', {
        name: `Campaign ${group}`,
        segment_id: group,
        message_template: 'Hi {{name}}',
        ...more,
      });
      return created.data.campaign_id;
    },
  };
}
