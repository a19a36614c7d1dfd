import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** Answers each request when the test says so. */
const server = vi.hoisted(() => {
  const waiting: { url: string; resolve: (response: Response) => void }[] = [];
  globalThis.fetch = (input) =>
    new Promise((resolve) => waiting.push({ url: input instanceof Request ? input.url : String(input), resolve }));
  return waiting;
});

const { useCampaigns } = await import('@/campaigns/queries');

class Source {
  static last: Source | undefined;
  readonly readyState = 1;
  private readonly listeners = new Map<string, (event: { data: string }) => void>();

  constructor() {
    Source.last = this;
  }

  addEventListener(type: string, listener: (event: { data: string }) => void) {
    this.listeners.set(type, listener);
  }

  close() {}

  send(type: 'stats' | 'done', id: string, sent: number, status = 'running') {
    this.listeners.get(type)?.({ data: JSON.stringify(campaign(id, sent, status)) });
  }
}

const campaign = (id: string, sent: number, status = 'running') => ({ campaign_id: id, status, stats: { sent } });

const settle = () => act(() => vi.advanceTimersByTimeAsync(200));

async function answer(campaigns: object[], cursor: string | null = null) {
  server.shift()?.resolve(Response.json({ data: campaigns, next_cursor: cursor }));
  await settle();
}

function shownList() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useCampaigns(), { wrapper });
  return {
    sent: () => result.current.campaigns.map(({ stats }) => stats.sent),
    statuses: () => result.current.campaigns.map(({ status }) => status),
    refetch: () => act(async () => void result.current.refetch()),
    more: () => act(async () => void result.current.fetchNextPage()),
  };
}

beforeEach(() => {
  server.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Source);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('shows no numbers that are older than those that have come', async () => {
  const list = shownList();
  await settle();
  await answer([campaign('a', 10)]);
  expect(list.sent()).toEqual([10]);

  await list.refetch();
  Source.last?.send('stats', 'a', 150);
  await settle();
  expect(list.sent()).toEqual([150]);
  await answer([campaign('a', 100)]);
  expect(list.sent()).toEqual([150]);

  await list.refetch();
  await answer([campaign('a', 200)]);
  expect(list.sent()).toEqual([200]);
});

it('keeps the newest numbers of all pages while a further one is read', async () => {
  const list = shownList();
  await settle();
  await answer([campaign('b', 10)], 'next');
  await list.more();
  Source.last?.send('stats', 'b', 150);
  await settle();
  await answer([campaign('c', 5)]);
  expect(list.sent()).toEqual([150, 5]);
});

it('does not put numbers over an answer that is newer', async () => {
  const list = shownList();
  await settle();
  await answer([campaign('d', 10)]);
  Source.last?.send('stats', 'd', 20);
  await act(() => vi.advanceTimersByTimeAsync(1));
  await list.refetch();
  server.shift()?.resolve(Response.json({ data: [campaign('d', 30)], next_cursor: null }));
  await act(() => vi.advanceTimersByTimeAsync(1));
  await settle();
  expect(list.sent()).toEqual([30]);
});

it('asks again for the lists when a campaign has ended', async () => {
  const list = shownList();
  await settle();
  await answer([campaign('e', 10)]);
  await list.refetch();
  Source.last?.send('done', 'e', 20, 'completed');
  await answer([campaign('e', 15)]);
  expect(list.statuses()).toEqual(['completed']);
  expect(server.length).toBe(1);
  await answer([]);
  expect(list.statuses()).toEqual([]);
});
