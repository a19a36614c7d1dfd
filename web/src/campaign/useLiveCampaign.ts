import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiProblem, answer, type Campaign, client } from '@/api/client';
import { campaignStream } from '@/live/stream';

export type Connection = 'connecting' | 'live' | 'lost' | 'ended' | 'gone';

export const campaignKey = (id: string) => ['campaign', id];

/** A campaign and its numbers as they change. */
export function useLiveCampaign(id: string) {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [round, setRound] = useState(0);
  const query = useQuery({
    queryKey: campaignKey(id),
    queryFn: async ({ signal }) => {
      const begun = campaignStream.newest.begin();
      const { data } = await answer(client.GET('/api/v1/campaigns/{id}', { params: { path: { id } }, signal }));
      return campaignStream.newest.over(data, begun);
    },
  });
  const { refetch } = query;
  const isKnown = query.data !== undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round follows anew what had ended
  useEffect(() => {
    if (!isKnown) {
      return;
    }
    return campaignStream.follow([id], {
      onProgress: (progress, isLast) => {
        queries.setQueryData<Campaign>(campaignKey(id), (known) => known && { ...known, ...progress });
        setConnection(isLast ? 'ended' : 'live');
      },
      onGone: () => setConnection('gone'),
      onLost: async (isRefused) => {
        setConnection('lost');
        if (isRefused) {
          const { error } = await refetch();
          if (error instanceof ApiProblem && error.status === 404) {
            setConnection('gone');
          }
        }
      },
    });
  }, [id, isKnown, round, queries, refetch]);

  const reconnect = () => {
    // It may run again, and until the first event comes, nobody knows whether its numbers are final.
    setConnection((known) => (known === 'ended' ? 'connecting' : known));
    setRound((known) => known + 1);
  };
  return { ...query, connection, reconnect };
}
