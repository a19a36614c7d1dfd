import type { Campaign } from '@/api/client';
import { messages } from '@/messages';

const texts = messages.campaign.content;

export function CampaignContent({ campaign }: { campaign: Campaign }) {
  const facts = [
    [texts.subject, campaign.subject],
    [texts.preheader, campaign.preheader],
    [texts.segment, campaign.segment_id],
    [texts.channel, campaign.channel],
    [texts.by, campaign.created_by],
    [texts.chunks, texts.chunksOf(campaign.queued_chunks, campaign.chunk_size)],
  ] as const;
  return (
    <div className="columns">
      <section>
        <h2>{texts.message}</h2>
        <p className="pre">{campaign.message_template}</p>
      </section>
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
  );
}
