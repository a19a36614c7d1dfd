import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, type Campaign, client } from '@/api/client';
import type { Changes } from '@/compose/draft';
import { messages } from '@/messages';
import { useUrlState } from '@/ui/urlState';

/** What the form takes of another campaign. */
export const copyOf = (campaign: Campaign): Required<Changes> => ({
  name: messages.compose.copyName(campaign.name),
  segment: campaign.segment_id,
  message: campaign.message_template,
  subject: campaign.subject ?? '',
  rate: campaign.max_rate?.toString() ?? '',
});

/** Fills the form once with the campaign that the address names. Its id leaves the address, so that a reload keeps what is changed. */
export function useCopy(replace: (changes: Changes) => void) {
  const [{ from = '' }, setUrl] = useUrlState();
  const [copied, setCopied] = useState<Campaign | null>(null);
  const { data, error } = useQuery({
    queryKey: ['copied-campaign', from],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}', { params: { path: { id: from } }, signal }))).data,
    enabled: from !== '',
  });
  useEffect(() => {
    if (data && data.campaign_id === from && copied === null) {
      replace(copyOf(data));
      setCopied(data);
      setUrl({ from: '' });
    }
  }, [data, from, copied, replace, setUrl]);
  return { copied, error };
}
