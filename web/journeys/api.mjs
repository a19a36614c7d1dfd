// The requests that prepare a journey.
export function api(base) {
  async function call(method, path, body) {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
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
