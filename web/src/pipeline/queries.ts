import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, client, type TopicSummary } from '@/api/client';
import { type Rates, ratesBetween } from '@/pipeline/rates';

const POLL_MILLIS = 3_000;
const WATCH_MILLIS = 1_000;

interface Look {
  topics: TopicSummary[];
  at: number;
  /** Messages per second since the look before. */
  rates: Rates;
}

/** The topics, again every few seconds while the page is seen. */
export function useTopics() {
  const queries = useQueryClient();
  const queryKey = ['topics'];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Look> => {
      const before = queries.getQueryData<Look>(queryKey);
      const { data: topics } = await answer(client.GET('/api/v1/kafka/topics', { signal }));
      const at = Date.now();
      return { topics, at, rates: before === undefined ? new Map() : ratesBetween(before, { topics, at }) };
    },
    refetchInterval: POLL_MILLIS,
  });
}

/** The worker groups with their rates, which the server measures for a second. */
export function useGroups(enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['groups'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/kafka/groups', { params: { query: { watch_ms: WATCH_MILLIS } }, signal })))
        .data,
    refetchInterval: POLL_MILLIS,
  });
}
