'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useState } from 'react';
import type { Segment } from '@/api/client';
import { count } from '@/format';
import { messages } from '@/messages';
import { segmentHref, useSegmentPreview, useSegments } from '@/segments/queries';
import { sentence } from '@/segments/sentence';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.segments;

export function SegmentsPage() {
  const { segments, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSegments();
  return (
    <>
      <div className="row spread">
        <h1>{texts.title}</h1>
        <Button component={Link} href="/segment" prefetch={false}>
          {texts.create}
        </Button>
      </div>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && segments.length === 0 && (
        <p>
          {texts.none} {texts.noneHelp}
        </p>
      )}
      {segments.length > 0 && (
        <Scrolling label={texts.title}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{texts.name}</th>
                <th scope="col">{texts.rules}</th>
                <th scope="col" className="number">
                  {texts.people}
                </th>
                <th scope="col">{texts.actions}</th>
              </tr>
            </thead>
            <tbody>
              {segments.map((segment) => (
                <SegmentRow key={segment.segment_id} segment={segment} />
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}

/** Counted on request only: a count looks through all leads. */
function SegmentRow({ segment }: { segment: Segment }) {
  const maySend = useMay('campaigns:send');
  const [isCounted, setCounted] = useState(false);
  const preview = useSegmentPreview(isCounted ? segment.segment_id : '');
  return (
    <tr>
      <td className="wide">
        <Link href={segmentHref(segment.segment_id)} prefetch={false}>
          {segment.name}
        </Link>
      </td>
      <td className="wide">{sentence(segment.rules)}</td>
      <td className="number">
        {preview.data ? (
          count(preview.data.count)
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${texts.countIt}: ${segment.name}`}
            loading={preview.isFetching}
            onClick={() => setCounted(true)}
          >
            {texts.countIt}
          </Button>
        )}
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
