import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, client, type DeadLetter } from '@/api/client';

const PAGE = 50;
const KEY = 'dead-letters';

/** Dead letters, newest first, and how far the server has looked for them. */
export function useLetters(reason: string, fromTopic: string, enabled = true) {
  const query = useInfiniteQuery({
    enabled,
    queryKey: [KEY, reason, fromTopic],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/dead-letters', {
          params: {
            query: {
              limit: PAGE,
              cursor: pageParam,
              reason: reason === '' ? undefined : reason,
              from_topic: fromTopic === '' ? undefined : fromTopic,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const pages = query.data?.pages ?? [];
  return {
    ...query,
    letters: pages.flatMap((page) => page.data),
    scanned: pages.reduce((sum, page) => sum + page.scanned, 0),
    total: pages[0]?.total ?? 0,
  };
}

/** Replays letters; the server replays each of them once, however often it is asked. */
export function useReplay() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (letters: DeadLetter[]) =>
      (
        await answer(
          client.POST('/api/v1/dead-letters/replay', {
            body: { letters: letters.map(({ partition, offset }) => ({ partition, offset })) },
          }),
        )
      ).data,
    onSettled: () => queries.invalidateQueries({ queryKey: [KEY] }),
  });
}
