'use client';

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import Link from 'next/link';
import { useState } from 'react';
import { BulkPause } from '@/campaigns/BulkPause';
import { CampaignTable } from '@/campaigns/CampaignTable';
import { isMoving, SORTS, useCampaigns } from '@/campaigns/queries';
import { StatusChips, statusesIn } from '@/campaigns/StatusChips';
import { DraftList } from '@/drafts/DraftList';
import { messages } from '@/messages';
import { useMay, useSession, useSurelyMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Skeleton } from '@/ui/Skeleton';
import { useUrlState, useUrlText } from '@/ui/urlState';

const texts = messages.campaigns;

const TYPING_MILLIS = 200;

export function CampaignsPage() {
  const maySend = useMay('campaigns:send');
  const maySteer = useSurelyMay('campaigns:steer');
  // Whether there is a column to choose campaigns depends on it.
  const session = useSession();
  const [{ status: statusText = '', sort: sortText }, setUrl] = useUrlState();
  const [q, setQ] = useUrlText('q');
  const [searched] = useDebouncedValue(q.trim(), TYPING_MILLIS);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const status = statusesIn(statusText);
  const sort = SORTS.find((each) => each === sortText) ?? '-created_at';
  const list = useCampaigns({ sort, ...(status.length > 0 && { status }), ...(searched !== '' && { q: searched }) });
  const { campaigns, isPlaceholderData, error, refetch } = list;
  const isPending = list.isPending || session.isPending;
  const isFiltered = status.length > 0 || searched !== '';
  const chosen = campaigns.filter((campaign) => isMoving(campaign.status) && marked.has(campaign.campaign_id));
  const unmark = (ids: string[]) => setMarked(new Set([...marked].filter((id) => !ids.includes(id))));
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
      {!isFiltered && <DraftList />}
      <div className="row" style={{ marginBottom: 12 }}>
        <TextInput
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <StatusChips chosen={status} onChange={(wanted) => setUrl({ status: wanted.join(',') })} />
      </div>
      {(maySteer || session.isPending) && <BulkPause chosen={chosen} onPaused={unmark} />}
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <Skeleton rows={20} />}
      {!isPending && campaigns.length > 0 && (
        <div style={isPlaceholderData ? { opacity: 0.75 } : undefined}>
          <CampaignTable
            campaigns={campaigns}
            label={texts.title}
            order={{ sort, onSort: (wanted) => setUrl({ sort: wanted === '-created_at' ? '' : wanted }) }}
            choice={maySteer ? { chosen: marked, onChoose: setMarked } : undefined}
          />
        </div>
      )}
      {!isPending && !error && campaigns.length === 0 && <p>{isFiltered ? texts.none : messages.overview.empty}</p>}
      <LoadMore {...list} />
    </>
  );
}
