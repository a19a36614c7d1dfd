import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { answer, type Campaign, type CampaignStatus, client, type Progress } from '@/api/client';
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

const fetchPage = (list: CampaignList, cursor: string | undefined, signal: AbortSignal) =>
  answer(client.GET('/api/v1/campaigns', { params: { query: { limit: PAGE, ...list, cursor } }, signal }));

/** Campaigns page by page, and their numbers as they change. */
export function useCampaigns(list: CampaignList = {}) {
  const query = useInfiniteQuery({
    queryKey: ['campaigns', list],
    queryFn: ({ pageParam, signal }) => fetchPage(list, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
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
    const changed = new Map<string, Progress>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      update(queries, changed);
      changed.clear();
    };
    const leave = campaignStream.follow(followed.split(','), {
      onProgress: (progress) => {
        changed.set(progress.campaign_id, progress);
        timer ??= setTimeout(flush, FLUSH_MILLIS);
      },
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [followed, queries]);
}

function update(queries: QueryClient, changed: ReadonlyMap<string, Progress>) {
  let hasOtherStatus = false;
  const updated = (campaign: Campaign): Campaign => {
    const progress = changed.get(campaign.campaign_id);
    if (progress === undefined) {
      return campaign;
    }
    hasOtherStatus ||= progress.status !== campaign.status;
    return { ...campaign, ...progress };
  };
  queries.setQueriesData<InfiniteData<Page>>({ queryKey: ['campaigns'] }, (known) =>
    known === undefined
      ? known
      : { ...known, pages: known.pages.map((page) => ({ ...page, data: page.data.map(updated) })) },
  );
  if (hasOtherStatus) {
    // It may belong to another list now.
    queries.invalidateQueries({ queryKey: ['campaigns'] });
  }
}
