'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import Link from 'next/link';
import { CampaignTable } from '@/campaigns/CampaignTable';
import { useCampaigns } from '@/campaigns/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

const texts = messages.campaigns;

export function CampaignsPage() {
  const [{ q = '', status = '' }, setUrl] = useUrlState();
  const { campaigns, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCampaigns();
  const shown = campaigns.filter(
    (campaign) =>
      (status === '' || campaign.status === status) && campaign.name.toLowerCase().includes(q.trim().toLowerCase()),
  );
  return (
    <>
      <div className="row spread">
        <h1>{texts.title}</h1>
        <Button component={Link} href="/new" prefetch={false}>
          {messages.pages.compose}
        </Button>
      </div>
      <div className="row" style={{ marginBottom: 12 }}>
        <TextInput
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={q}
          onChange={(event) => setUrl({ q: event.currentTarget.value })}
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
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {messages.more}
        </Button>
      )}
    </>
  );
}
