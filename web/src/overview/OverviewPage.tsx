'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { CampaignTable } from '@/campaigns/CampaignTable';
import { isOpen, useCampaigns } from '@/campaigns/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';

const texts = messages.overview;
const RECENT = 10;

export function OverviewPage() {
  const { campaigns, isPending, error, refetch } = useCampaigns();
  const open = campaigns.filter((campaign) => isOpen(campaign.status));
  const closed = campaigns.filter((campaign) => !isOpen(campaign.status)).slice(0, RECENT);
  return (
    <>
      <h1>{texts.title}</h1>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && campaigns.length === 0 && (
        <div className="stack" style={{ alignItems: 'start' }}>
          <p>
            {texts.empty} {texts.firstHelp}
          </p>
          <Button component={Link} href="/new" prefetch={false}>
            {texts.first}
          </Button>
        </div>
      )}
      {campaigns.length > 0 && (
        <>
          <h2>{texts.running}</h2>
          {open.length === 0 ? <p>{texts.nothingRunning}</p> : <CampaignTable campaigns={open} label={texts.running} />}
          {closed.length > 0 && (
            <>
              <h2>{texts.recent}</h2>
              <CampaignTable campaigns={closed} label={texts.recent} />
            </>
          )}
        </>
      )}
    </>
  );
}
