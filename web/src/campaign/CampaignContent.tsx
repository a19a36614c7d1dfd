import type { Campaign } from '@/api/client';
import { CampaignAudience } from '@/campaign/CampaignAudience';
import { CampaignChanges } from '@/campaign/CampaignChanges';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';

const texts = messages.campaign.content;

export function CampaignContent({ campaign }: { campaign: Campaign }) {
  const maySteer = useMay('campaigns:steer');
  const facts = [
    [texts.subject, campaign.subject],
    [texts.preheader, campaign.preheader],
    [texts.channel, campaign.channel],
    [texts.by, campaign.created_by],
    [texts.chunks, texts.chunksOf(campaign.queued_chunks, campaign.chunk_size)],
  ] as const;
  return (
    <div className="columns">
      <div className="stack">
        <section>
          <h2>{texts.message}</h2>
          <p className="pre">{campaign.message_template}</p>
        </section>
        <CampaignAudience campaign={campaign} />
      </div>
      <div className="stack">
        {maySteer && <CampaignChanges key={`${campaign.name} ${campaign.scheduled_at}`} campaign={campaign} />}
        <dl>
          {facts
            .filter(([, value]) => value != null)
            .map(([name, value]) => (
              <div key={name} className="row">
                <dt className="muted">{name}</dt>
                <dd style={{ margin: 0, overflowWrap: 'anywhere' }}>{value}</dd>
              </div>
            ))}
        </dl>
      </div>
    </div>
  );
}
