import {
  keepPreviousData,
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { answer, client, type Segment } from '@/api/client';
import { parseGroup, plain, without } from '@/segment/rules';
import { longList, rowsOf } from '@/ui/rows';

const PAGE = 50;
const VALUES_FRESH_MILLIS = 60_000;

export function useSegment(id: string) {
  return useQuery({
    queryKey: ['segment', id],
    queryFn:
      id === ''
        ? skipToken
        : async ({ signal }) =>
            (await answer(client.GET('/api/v1/segments/{id}', { params: { path: { id } }, signal }))).data,
  });
}

export function useFields() {
  return useQuery({
    queryKey: ['segment-fields'],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/segments/fields', { signal }))).data,
  });
}

/** The most frequent values of a field, and how many people have one. */
export function useValues(name: string) {
  return useQuery({
    queryKey: ['field-values', name],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/segments/fields/{name}/values', { params: { path: { name } }, signal }))).data,
    enabled: name !== '',
    staleTime: VALUES_FRESH_MILLIS,
  });
}

/** How many people the rules select. An older request is aborted when the rules change. */
export function useCount(rules: string) {
  return useQuery({
    queryKey: ['rules-preview', rules],
    queryFn: async ({ signal }) => (await preview(parseGroup(rules), signal)).data,
    placeholderData: keepPreviousData,
  });
}

/** How many people the rules add to the saved ones, and how many they leave out. */
export function useDifference(rules: string, saved: string) {
  return useQuery({
    queryKey: ['rules-difference', rules, saved],
    queryFn: async ({ signal }) => {
      const [now, before] = [parseGroup(rules), parseGroup(saved)];
      const [added, removed] = await Promise.all([
        preview(without(now, before), signal),
        preview(without(before, now), signal),
      ]);
      return { added: added.data.count, removed: removed.data.count };
    },
    enabled: saved !== '' && rules !== saved,
  });
}

const preview = (rules: unknown, signal: AbortSignal) =>
  answer(client.POST('/api/v1/segments/preview', { body: { rules: plain(rules) as never }, signal }));

export function useMembers(rules: string) {
  const query = useInfiniteQuery({
    queryKey: ['rules-members', rules],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.POST('/api/v1/segments/leads', {
          params: { query: { limit: PAGE, cursor: pageParam } },
          body: { rules: plain(parseGroup(rules)) as never },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...longList,
  });
  return { ...query, leads: rowsOf(query.data?.pages.map((page) => page.data) ?? []) };
}

export function useWhy(rules: string, lead: string) {
  return useQuery({
    queryKey: ['why', rules, lead],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.POST('/api/v1/segments/why', {
            body: { rules: plain(parseGroup(rules)) as never, lead_id: lead },
            signal,
          }),
        )
      ).data,
    enabled: lead !== '',
    placeholderData: keepPreviousData,
  });
}

export interface Saving {
  name: string;
  rules: string;
}

/** Saves under the id, or as a new segment while the id is empty. */
export function useSave(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, rules }: Saving): Promise<Segment> => {
      const body = { name, rules: plain(parseGroup(rules)) as never };
      const saved =
        id === ''
          ? await answer(client.POST('/api/v1/segments', { body }))
          : await answer(client.PUT('/api/v1/segments/{id}', { params: { path: { id } }, body }));
      return saved.data;
    },
    onSuccess: (segment) => {
      queries.setQueryData(['segment', segment.segment_id], segment);
      queries.invalidateQueries({ queryKey: ['segments'] });
      queries.invalidateQueries({ queryKey: ['segment-preview', segment.segment_id] });
    },
  });
}

export function useDelete(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { error, response } = await client.DELETE('/api/v1/segments/{id}', { params: { path: { id } } });
      if (!response.ok) {
        await answer(Promise.resolve({ error, response }));
      }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['segments'] }),
  });
}
