import type { TopicSummary } from '@/api/client';

export type Rates = Map<string, number>;

interface Look {
  topics: Pick<TopicSummary, 'topic' | 'messages'>[];
  at: number;
}

/** Messages per second between two looks at the topics; fewer messages than before count as none. */
export function ratesBetween(before: Look, after: Look): Rates {
  const seconds = (after.at - before.at) / 1_000;
  const known = new Map(before.topics.map(({ topic, messages }) => [topic, messages]));
  return new Map(
    seconds <= 0
      ? []
      : after.topics.map(({ topic, messages }) => [
          topic,
          Math.max(0, messages - (known.get(topic) ?? messages)) / seconds,
        ]),
  );
}
