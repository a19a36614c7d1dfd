import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, client } from '@/api/client';

const PAGE = 200;

/** Segments that match the text; all of them while it is empty. */
export function useSegments(q = '') {
  const query = useInfiniteQuery({
    queryKey: ['segments', q],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/segments', {
          params: { query: { q: q === '' ? undefined : q, limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, segments: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

/** The number of people in a segment and the first ten; none while the id is empty. */
export function useSegmentPreview(id: string) {
  return useQuery({
    queryKey: ['segment-preview', id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/segments/{id}/preview', { params: { path: { id } }, signal }))).data,
    enabled: id !== '',
  });
}

export const segmentHref = (id: string) => `/segment?id=${encodeURIComponent(id)}`;
