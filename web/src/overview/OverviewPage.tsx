'use client';

import { CampaignTable } from '@/campaigns/CampaignTable';
import { CLOSED, OPEN, useCampaigns } from '@/campaigns/queries';
import { messages } from '@/messages';
import { FirstSteps } from '@/overview/FirstSteps';
import { Health } from '@/overview/Health';
import { useSummary } from '@/overview/queries';
import { Totals } from '@/overview/Totals';
import { Failure } from '@/ui/Failure';
import { Skeleton } from '@/ui/Skeleton';

const texts = messages.overview;
const RECENT = 10;

/** Whether all is well; on an empty server, what to do first. */
export function OverviewPage() {
  const open = useCampaigns({ status: OPEN });
  const closed = useCampaigns({ status: CLOSED, limit: RECENT });
  const summary = useSummary();
  const recent = closed.campaigns.slice(0, RECENT);
  const campaigns = [...open.campaigns, ...recent];
  const isPending = open.isPending || closed.isPending;
  const failure = open.error ?? closed.error ?? summary.error;
  const isKnown = !isPending || failure !== null;
  return (
    <>
      <h1>{texts.title}</h1>
      {failure && (
        <Failure error={failure} onRetry={() => Promise.all([open.refetch(), closed.refetch(), summary.refetch()])} />
      )}
      {!isKnown && (
        <>
          <Totals summary={summary.data} />
          <Skeleton rows={20} />
        </>
      )}
      {!isPending && campaigns.length === 0 && summary.data && (
        <FirstSteps leads={summary.data.leads} segments={summary.data.segments} />
      )}
      {isKnown && campaigns.length > 0 && (
        <>
          <Totals summary={summary.data} />
          <h2>{texts.running}</h2>
          {open.campaigns.length === 0 ? (
            <p>{texts.nothingRunning}</p>
          ) : (
            <CampaignTable campaigns={open.campaigns} label={texts.running} />
          )}
          {recent.length > 0 && (
            <>
              <h2>{texts.recent}</h2>
              <CampaignTable campaigns={recent} label={texts.recent} />
            </>
          )}
        </>
      )}
      {isKnown && <Health campaigns={campaigns} />}
    </>
  );
}
