import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import type { ListedSegment } from '@/api/client';
import { count, time } from '@/format';
import { messages } from '@/messages';
import { segmentHref, useSegmentPreview } from '@/segments/queries';
import { sentence } from '@/segments/sentence';
import { useMay } from '@/session/queries';

const texts = messages.segments;

/** A segment with its last count. It is counted again on request only: a count looks through all leads. */
export function SegmentRow({ segment }: { segment: ListedSegment }) {
  const maySend = useMay('campaigns:send');
  return (
    <tr>
      <td className="wide">
        <Link href={segmentHref(segment.segment_id)} prefetch={false}>
          {segment.name}
        </Link>
      </td>
      <td className="wide">{sentence(segment.rules)}</td>
      <td className="number">
        <People segment={segment} />
      </td>
      <td className="wide">
        <Campaigns segment={segment} />
      </td>
      <td className="status">
        {maySend && (
          <Link
            href={`/new?segment=${encodeURIComponent(segment.segment_id)}`}
            prefetch={false}
            aria-label={`${texts.send}: ${segment.name}`}
          >
            {texts.send}
          </Link>
        )}
      </td>
    </tr>
  );
}

function People({ segment }: { segment: ListedSegment }) {
  const [isAsked, setAsked] = useState(false);
  const queries = useQueryClient();
  const { data, isFetching } = useSegmentPreview(isAsked ? segment.segment_id : '');
  useEffect(() => {
    if (data) {
      // The server has the count now, with its time.
      queries.invalidateQueries({ queryKey: ['segments'] });
    }
  }, [data, queries]);
  const last = segment.last_count;
  return (
    <>
      {last && count(data?.count ?? last.leads)}
      {last && <div className="muted note">{texts.countedAt(time(last.counted_at))}</div>}
      {!last && data && count(data.count)}
      {!data && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`${last ? texts.countNow : texts.countIt}: ${segment.name}`}
          loading={isFetching}
          onClick={() => setAsked(true)}
        >
          {last ? texts.countNow : texts.countIt}
        </Button>
      )}
    </>
  );
}

function Campaigns({ segment }: { segment: ListedSegment }) {
  const { last, count: all } = segment.campaigns;
  return (
    <>
      {last.map((campaign) => (
        <div key={campaign.campaign_id}>
          <Link href={`/campaign?id=${encodeURIComponent(campaign.campaign_id)}`} prefetch={false}>
            {campaign.name}
          </Link>{' '}
          <span className="muted">{time(campaign.created_at)}</span>
        </div>
      ))}
      {all > last.length && <span className="muted">{texts.moreCampaigns(all - last.length)}</span>}
    </>
  );
}
