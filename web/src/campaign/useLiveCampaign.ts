import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiProblem, answer, type Campaign, client, type Progress } from '@/api/client';

export type Connection = 'connecting' | 'live' | 'lost' | 'ended' | 'gone';

const RECONNECT_MILLIS = 2_000;

export const campaignKey = (id: string) => ['campaign', id];

/**
 * A campaign and its numbers as they change. The stream is closed while the page is hidden, because browsers allow six
 * connections to a server.
 */
export function useLiveCampaign(id: string) {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  const query = useQuery({
    queryKey: campaignKey(id),
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}', { params: { path: { id } }, signal }))).data,
  });
  const isKnown = query.data !== undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round opens a new stream
  useEffect(() => {
    if (!isKnown) {
      return;
    }
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;

    const take = (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as Progress;
      queries.setQueryData<Campaign>(campaignKey(id), (known) => known && { ...known, ...progress });
    };
    const close = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
    };
    const open = () => {
      source = new EventSource(`/api/v1/campaigns/${encodeURIComponent(id)}/events`);
      source.addEventListener('stats', (event) => {
        take(event);
        setConnection('live');
      });
      source.addEventListener('done', (event) => {
        take(event);
        isOver = true;
        setConnection('ended');
        close();
      });
      source.onerror = () => {
        setConnection('lost');
        // A browser gives up after any answer that is not a stream, such as a proxy's 502.
        if (source?.readyState === EventSource.CLOSED) {
          close();
          timer = setTimeout(check, RECONNECT_MILLIS);
        }
      };
    };
    const check = async () => {
      const { error } = await query.refetch();
      if (error instanceof ApiProblem && error.status === 404) {
        isOver = true;
        setConnection('gone');
      } else {
        open();
      }
    };
    const followVisibility = () => {
      if (isOver) {
        return;
      }
      close();
      if (document.visibilityState === 'visible') {
        open();
      }
    };
    followVisibility();
    document.addEventListener('visibilitychange', followVisibility);
    return () => {
      document.removeEventListener('visibilitychange', followVisibility);
      close();
    };
  }, [id, isKnown, round, queries]);

  return { ...query, connection, reconnect: () => setRound((known) => known + 1) };
}
