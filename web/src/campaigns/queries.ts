import { useInfiniteQuery } from '@tanstack/react-query';
import type { CampaignStatus } from '@/api/client';
import { answer, client } from '@/api/client';

const PAGE = 100;
const POLL_MILLIS = 3_000;
const OPEN: CampaignStatus[] = ['planning', 'scheduled', 'queued', 'running', 'paused'];
const MOVING: CampaignStatus[] = ['planning', 'scheduled', 'queued', 'running'];

export const isOpen = (status: CampaignStatus) => OPEN.includes(status);

/** Campaigns, newest first; asked for again only while one of them moves. */
export function useCampaigns() {
  const query = useInfiniteQuery({
    queryKey: ['campaigns'],
    queryFn: ({ pageParam, signal }) =>
      answer(client.GET('/api/v1/campaigns', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((campaign) => MOVING.includes(campaign.status)))
        ? POLL_MILLIS
        : false,
  });
  return { ...query, campaigns: query.data?.pages.flatMap((page) => page.data) ?? [] };
}
