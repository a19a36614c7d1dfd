/** The conditions that a topic's messages can be filtered by, as the address and the API name them. */
export const CONDITIONS = ['key', 'where', 'grep', 'from', 'to', 'partition'] as const;
export type Condition = (typeof CONDITIONS)[number];
export type Filter = Record<Condition, string>;

/** What an address selects; an empty text is no condition. */
export function filterOf(url: Record<string, string | undefined>): Filter {
  return {
    key: url.key ?? '',
    where: url.where ?? '',
    grep: url.grep ?? '',
    from: url.from ?? '',
    to: url.to ?? '',
    partition: url.partition ?? '',
  };
}

/** The conditions that are set. */
export const applied = (filter: Filter) => CONDITIONS.filter((condition) => filter[condition] !== '');

/** The filter as parameters of the API. What is no number is passed on, so that the server says so. */
export function parametersOf(filter: Filter) {
  return Object.fromEntries(applied(filter).map((condition) => [condition, filter[condition]]));
}

/** Where a topic is shown with a filter. */
export function topicAddress(topic: string, filter: Partial<Filter> = {}, more: Record<string, string> = {}) {
  const query = new URLSearchParams({ name: topic });
  for (const [name, value] of Object.entries({ ...filter, ...more })) {
    if (value !== '') {
      query.set(name, value);
    }
  }
  return `/topic?${query}`;
}

/** Where one record is shown. */
export const recordAddress = (topic: string, partition: number, offset: number) =>
  topicAddress(topic, { partition: String(partition), from: String(offset), to: String(offset + 1) });
