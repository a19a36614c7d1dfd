'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { answer, client } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { leadAddress } from '@/leads/queries';
import { messages } from '@/messages';
import { Lanes } from '@/trace/Lanes';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

const texts = messages.trace;
const FOLLOW_MILLIS = 3_000;

export function TracePage() {
  const [{ campaign = '', lead = '' }] = useUrlState();
  return campaign === '' || lead === '' ? <p>{texts.noKey}</p> : <OneTrace campaign={campaign} lead={lead} />;
}

function OneTrace({ campaign, lead }: { campaign: string; lead: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['trace', campaign, lead],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/trace', { params: { query: { campaign, lead } }, signal }))).data,
    refetchInterval: FOLLOW_MILLIS,
  });
  return (
    <>
      <h1>{texts.title}</h1>
      <p>
        {texts.lead}{' '}
        <Link href={leadAddress(lead)} prefetch={false}>
          {lead}
        </Link>
        {' · '}
        {texts.campaign}{' '}
        <Link href={campaignHref(campaign)} prefetch={false}>
          {campaign}
        </Link>
        {data && <span className="muted"> · send_id {data.send_id}</span>}
      </p>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {data === undefined && !error && <p className="loading">{messages.loading}</p>}
      {data && data.steps.length === 0 && <p>{texts.none}</p>}
      {data && data.steps.length > 0 && <Lanes steps={data.steps} />}
      {data && <p className="muted">{data.bounded ? texts.bounded : texts.complete}</p>}
    </>
  );
}
