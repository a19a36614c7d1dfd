import { useQuery } from '@tanstack/react-query';
import { answer, client } from '@/api/client';
import { type Filter, parametersOf } from '@/topic/filter';

const PAGE = 50;

/** One page of the messages of a topic. */
export function useMessages(topic: string, filter: Filter, cursor: string) {
  return useQuery({
    queryKey: ['topic-messages', topic, filter, cursor],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/kafka/topics/{topic}/messages', {
          params: {
            path: { topic },
            query: { ...parametersOf(filter), limit: PAGE, cursor: cursor === '' ? undefined : cursor },
          },
          signal,
        }),
      ),
  });
}

/** Partitions, offsets and groups of a topic. */
export function useTopic(topic: string) {
  return useQuery({
    queryKey: ['topic', topic],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/kafka/topics/{topic}', { params: { path: { topic } }, signal }))).data,
  });
}
