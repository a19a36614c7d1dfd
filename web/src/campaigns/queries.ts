import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  replaceEqualDeep,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { answer, type CampaignStatus, client } from '@/api/client';
import { campaignStream, MOST_FOLLOWED } from '@/live/stream';

const PAGE = 100;
/** Campaigns that begin elsewhere appear after this time; the numbers of those that are shown come from a stream. */
const POLL_MILLIS = 10_000;
const FLUSH_MILLIS = 100;
export const OPEN: CampaignStatus[] = ['planning', 'scheduled', 'queued', 'running', 'paused'];
export const CLOSED: CampaignStatus[] = ['completed', 'cancelled'];
const MOVING: CampaignStatus[] = ['planning', 'scheduled', 'queued', 'running'];

export const isOpen = (status: CampaignStatus) => OPEN.includes(status);
export const isMoving = (status: CampaignStatus) => MOVING.includes(status);

export const SORTS = ['-created_at', 'created_at', 'name', '-name'] as const;
export type CampaignSort = (typeof SORTS)[number];

/** Which campaigns, and in which order; the newest first if nothing else is said. */
export interface CampaignList {
  status?: CampaignStatus[];
  q?: string;
  sort?: CampaignSort;
  limit?: number;
}

type Page = Awaited<ReturnType<typeof fetchPage>>;
type Pages = InfiniteData<Page>;

async function fetchPage(list: CampaignList, cursor: string | undefined, signal: AbortSignal) {
  const begun = campaignStream.newest.begin();
  const query = { limit: PAGE, ...list, cursor };
  return { ...(await answer(client.GET('/api/v1/campaigns', { params: { query }, signal }))), begun };
}

/** The pages of a list, each with the numbers that have come since it was asked for. */
const withNewest = (known: Pages): Pages => ({
  ...known,
  pages: known.pages.map((page) => ({
    ...page,
    data: page.data.map((campaign) => campaignStream.newest.over(campaign, page.begun)),
  })),
});

/** Campaigns page by page, and their numbers as they change. */
export function useCampaigns(list: CampaignList = {}) {
  const query = useInfiniteQuery({
    queryKey: ['campaigns', list],
    queryFn: ({ pageParam, signal }) => fetchPage(list, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // Numbers may come while later pages are read, so that a page alone cannot have the newest.
    structuralSharing: (known, read) => replaceEqualDeep(known, withNewest(read as Pages)),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some(({ status }) => isMoving(status))) ? POLL_MILLIS : false,
  });
  const campaigns = query.data?.pages.flatMap((page) => page.data) ?? [];
  useLiveNumbers(campaigns.filter(({ status }) => isMoving(status)).map(({ campaign_id: id }) => id));
  return { ...query, campaigns };
}

/** Puts the numbers of these campaigns into every list that shows them. */
function useLiveNumbers(ids: string[]) {
  const queries = useQueryClient();
  const followed = ids.slice(0, MOST_FOLLOWED).sort().join(',');
  useEffect(() => {
    if (followed === '') {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    const flush = () => {
      timer = undefined;
      if (showNewest(queries) || hasEnded) {
        // It may belong to another list now.
        queries.invalidateQueries({ queryKey: ['campaigns'] });
      }
      hasEnded = false;
    };
    const leave = campaignStream.follow(followed.split(','), {
      onProgress: (_, isLast) => {
        hasEnded ||= isLast;
        timer ??= setTimeout(flush, FLUSH_MILLIS);
      },
    });
    return () => {
      leave();
      if (timer !== undefined) {
        clearTimeout(timer);
        flush();
      }
    };
  }, [followed, queries]);
}

/** Returns whether a campaign has another status than the lists have shown. */
function showNewest(queries: QueryClient): boolean {
  let hasOtherStatus = false;
  queries.setQueriesData<Pages>({ queryKey: ['campaigns'] }, (known) => {
    const newest = known && withNewest(known);
    hasOtherStatus ||= statusesOf(known) !== statusesOf(newest);
    return newest;
  });
  return hasOtherStatus;
}

const statusesOf = (list: Pages | undefined) =>
  list?.pages.flatMap(({ data }) => data.map(({ status }) => status)).join();
