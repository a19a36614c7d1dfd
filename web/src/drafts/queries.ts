import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, client, type StoredDraft } from '@/api/client';

const KEY = ['drafts'];
const PAGE = 20;

/** The stored drafts, newest first. */
export function useDrafts() {
  const { data, ...query } = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ signal, pageParam }) =>
      answer(
        client.GET('/api/v1/drafts', {
          params: { query: { limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  return { drafts: data?.pages.flatMap((page) => page.data) ?? [], ...query };
}

export function useDeleteDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft_id: id }: StoredDraft) => {
      const { error, response } = await client.DELETE('/api/v1/drafts/{id}', { params: { path: { id } } });
      // An answer without a body is no success for answer().
      if (!response.ok) {
        await answer(Promise.resolve({ error, response }));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
