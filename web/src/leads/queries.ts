import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, client } from '@/api/client';
import { messages } from '@/messages';
import { longList, rowsOf } from '@/ui/rows';

const PAGE = 100;
/** People scroll through leads faster than through messages. */
const LEADS_PAGE = 250;

export type LeadOrder = keyof typeof messages.leads.orders;

export const isLeadOrder = (text: string): text is LeadOrder => Object.hasOwn(messages.leads.orders, text);

/** Leads that match the text, in the wanted order; all of them while the text is empty. */
export function useLeads(q: string, sort: LeadOrder = 'id') {
  const query = useInfiniteQuery({
    queryKey: ['leads', q, sort],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/leads', {
          params: {
            query: {
              q: q === '' ? undefined : q,
              sort: sort === 'id' ? undefined : sort,
              limit: LEADS_PAGE,
              cursor: pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...longList,
  });
  return { ...query, leads: rowsOf(query.data?.pages.map((page) => page.data) ?? []) };
}

/** How many leads match the text. */
export function useLeadTotal(q: string) {
  return useQuery({
    queryKey: ['leads', q, 'total'],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.GET('/api/v1/leads', {
            params: { query: { q: q === '' ? undefined : q, total: true, limit: 1 } },
            signal,
          }),
        )
      ).total,
  });
}

export function useLead(id: string) {
  return useQuery({
    queryKey: ['lead', id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/leads/{id}', { params: { path: { id } }, signal }))).data,
  });
}

/** The messages to this lead in all campaigns. */
export function useLeadDeliveries(id: string) {
  const query = useInfiniteQuery({
    queryKey: ['lead-deliveries', id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/leads/{id}/deliveries', {
          params: { path: { id }, query: { limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, deliveries: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

/** The segments that select this lead now. */
export function useLeadSegments(id: string, enabled = true) {
  const query = useInfiniteQuery({
    enabled,
    queryKey: ['lead-segments', id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/leads/{id}/segments', {
          params: { path: { id }, query: { limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, segments: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

/** When and where this lead agreed to be contacted, newest first. */
export function useConsents(id: string) {
  const query = useInfiniteQuery({
    queryKey: ['consents', id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/leads/{id}/consents', {
          params: { path: { id }, query: { limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, consents: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

export function useRecordConsent(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (source: string) =>
      answer(client.POST('/api/v1/leads/{id}/consents', { params: { path: { id } }, body: { source } })),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['consents', id] }),
        queries.invalidateQueries({ queryKey: ['lead', id] }),
      ]),
  });
}

export function useOptOut(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(
        client.PATCH('/api/v1/leads/{id}', {
          params: { path: { id } },
          body: { unsubscribed: true },
          headers: { 'Content-Type': 'application/merge-patch+json' },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['lead', id] }),
  });
}

export const leadAddress = (id: string) => `/lead?id=${encodeURIComponent(id)}`;
