import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { answer, type Campaign, client } from '@/api/client';
import { time } from '@/format';
import { messages } from '@/messages';
import { segmentHref } from '@/segments/queries';
import { sentence } from '@/segments/sentence';
import { Failure } from '@/ui/Failure';

const texts = messages.campaign.content;

/** Who gets the campaign: the rules of its creation, and whether the segment still has them. */
export function CampaignAudience({ campaign }: { campaign: Campaign }) {
  const id = campaign.campaign_id;
  const { data, error, refetch } = useQuery({
    queryKey: ['campaign-rules', id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}/rules', { params: { path: { id } }, signal }))).data,
  });
  return (
    <section>
      <h2>{texts.audience}</h2>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {!data && !error && <p className="loading">{messages.loading}</p>}
      {data && (
        <>
          <p className="pre" data-testid="rules">
            {sentence(data.rules)}
          </p>
          <p>
            {texts.segment}:{' '}
            {data.segment === 'deleted' ? (
              data.segment_id
            ) : (
              <Link href={segmentHref(data.segment_id)} prefetch={false}>
                {data.segment_id}
              </Link>
            )}
            . {texts.segmentStates[data.segment]}
          </p>
        </>
      )}
      {campaign.audience_frozen_at != null && (
        <p className="muted">
          {campaign.planned_at == null
            ? texts.freezes(time(campaign.audience_frozen_at))
            : texts.frozen(time(campaign.audience_frozen_at))}
        </p>
      )}
    </section>
  );
}
