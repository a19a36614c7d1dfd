'use client';

import Link from 'next/link';
import { CampaignContent } from '@/campaign/CampaignContent';
import { ConnectionState } from '@/campaign/ConnectionState';
import { Equation } from '@/campaign/Equation';
import { LimitsTab } from '@/campaign/LimitsTab';
import { LiveTab } from '@/campaign/LiveTab';
import { MessagesTab } from '@/campaign/MessagesTab';
import { Steering } from '@/campaign/Steering';
import { useLiveCampaign } from '@/campaign/useLiveCampaign';
import { WhyTab } from '@/campaign/WhyTab';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { CampaignState } from '@/ui/Status';
import { useUrlState } from '@/ui/urlState';

const texts = messages.campaign;
const TABS = ['live', 'why', 'messages', 'content', 'limits'] as const;

export function CampaignPage() {
  const [{ id = '', tab: wanted }] = useUrlState();
  return id === '' ? <p>{texts.noId}</p> : <OneCampaign key={id} id={id} wanted={wanted} />;
}

function OneCampaign({ id, wanted }: { id: string; wanted: string | undefined }) {
  const { data: campaign, error, refetch, connection, reconnect } = useLiveCampaign(id);
  const tab = TABS.find((each) => each === wanted) ?? 'live';
  if (campaign === undefined) {
    return (
      <>
        <h1>{texts.title}</h1>
        {error ? <Failure error={error} onRetry={() => refetch()} /> : <p className="loading">{messages.loading}</p>}
      </>
    );
  }
  return (
    <>
      <div className="row spread">
        <h1>{campaign.name}</h1>
        <Steering campaign={campaign} onChanged={reconnect} />
      </div>
      <div className="row" style={{ marginTop: 12 }}>
        <CampaignState status={campaign.status} />
        <ConnectionState connection={connection} />
      </div>
      <Equation id={id} stats={campaign.stats} isCurrent={connection !== 'lost'} />
      <nav className="tabs" aria-label={texts.title}>
        {TABS.map((each) => (
          <Link
            key={each}
            prefetch={false}
            replace
            scroll={false}
            href={`/campaign?id=${encodeURIComponent(id)}&tab=${each}`}
            aria-current={each === tab ? 'page' : undefined}
          >
            {texts.tabs[each]}
          </Link>
        ))}
      </nav>
      {tab === 'live' && <LiveTab campaign={campaign} />}
      {tab === 'why' && <WhyTab campaign={campaign} onChanged={reconnect} />}
      {tab === 'messages' && <MessagesTab campaign={campaign} />}
      {tab === 'content' && <CampaignContent campaign={campaign} />}
      {tab === 'limits' && <LimitsTab campaign={campaign} />}
    </>
  );
}
