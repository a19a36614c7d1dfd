'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import Link from 'next/link';
import { CampaignTable } from '@/campaigns/CampaignTable';
import { useCampaigns } from '@/campaigns/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { useUrlState, useUrlText } from '@/ui/urlState';

const texts = messages.campaigns;

export function CampaignsPage() {
  const maySend = useMay('campaigns:send');
  const [{ status = '' }, setUrl] = useUrlState();
  const [q, setQ] = useUrlText('q');
  const { campaigns, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCampaigns();
  const shown = campaigns.filter(
    (campaign) =>
      (status === '' || campaign.status === status) && campaign.name.toLowerCase().includes(q.trim().toLowerCase()),
  );
  return (
    <>
      <div className="row spread">
        <h1>{texts.title}</h1>
        {maySend && (
          <Button component={Link} href="/new" prefetch={false}>
            {messages.pages.compose}
          </Button>
        )}
      </div>
      <div className="row" style={{ marginBottom: 12 }}>
        <TextInput
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={texts.status}
          value={status}
          data={[
            { value: '', label: texts.any },
            ...Object.entries(messages.status).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(event) => setUrl({ status: event.currentTarget.value })}
        />
        {campaigns.length > 0 && (
          <span className="muted">{texts.shown(shown.length, campaigns.length, !hasNextPage)}</span>
        )}
      </div>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {shown.length > 0 && <CampaignTable campaigns={shown} label={texts.title} />}
      {!isPending && shown.length === 0 && <p>{campaigns.length === 0 ? messages.overview.empty : texts.none}</p>}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}
