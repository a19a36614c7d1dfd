import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, client, type DeliveryStatus } from '@/api/client';
import { messages } from '@/messages';

const PAGE = 100;

/** Which messages of a campaign are wanted, as the API takes it; what is undefined does not matter. */
export interface DeliveryFilter {
  status?: DeliveryStatus[];
  error?: string;
  chunk?: number;
  lead?: string;
}

const STATUSES = Object.keys(messages.delivery) as DeliveryStatus[];

/** The statuses in a parameter of the address, in the order in which they are shown; others are left out. */
export const statusesIn = (text: string) => STATUSES.filter((status) => text.split(',').includes(status));

/** The filter in the address of the page; a status or a chunk that cannot be one does not matter. */
export function filterOf({ status = '', error = '', chunk = '', lead = '' }: Record<string, string>): DeliveryFilter {
  const statuses = statusesIn(status);
  return {
    status: statuses.length === 0 ? undefined : statuses,
    error: error.trim() === '' ? undefined : error.trim(),
    chunk: /^[0-9]{1,9}$/.test(chunk) ? Number(chunk) : undefined,
    lead: lead.trim() === '' ? undefined : lead.trim(),
  };
}

export const isFiltered = (filter: DeliveryFilter) => Object.values(filter).some((value) => value !== undefined);

export function useDeliveries(id: string, filter: DeliveryFilter) {
  const query = useInfiniteQuery({
    queryKey: ['deliveries', id, filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/campaigns/{id}/deliveries', {
          params: { path: { id }, query: { ...filter, limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, deliveries: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

/** How many messages match. Without a filter the numbers of the campaign say it. */
export function useDeliveryCount(id: string, filter: DeliveryFilter) {
  return useQuery({
    queryKey: ['delivery-count', id, filter],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.GET('/api/v1/campaigns/{id}/deliveries/count', { params: { path: { id }, query: filter }, signal }),
        )
      ).data,
    enabled: isFiltered(filter),
  });
}

/** The message to a lead as it would be now. */
export function useMessage(id: string, lead: string) {
  return useQuery({
    queryKey: ['message', id, lead],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.GET('/api/v1/campaigns/{id}/deliveries/{lead}/message', { params: { path: { id, lead } }, signal }),
        )
      ).data,
  });
}

/** The address of the CSV file of the messages that match. */
export function csvAddress(id: string, filter: DeliveryFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return `/api/v1/campaigns/${encodeURIComponent(id)}/deliveries.csv${query.size === 0 ? '' : `?${query}`}`;
}
