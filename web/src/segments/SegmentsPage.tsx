'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useState } from 'react';
import type { Segment } from '@/api/client';
import { count } from '@/format';
import { messages } from '@/messages';
import { useSegmentPreview, useSegments } from '@/segments/queries';
import { sentence } from '@/segments/sentence';
import { Failure } from '@/ui/Failure';

const texts = messages.segments;

export function SegmentsPage() {
  const { segments, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSegments();
  return (
    <>
      <h1>{texts.title}</h1>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && segments.length === 0 && (
        <p>
          {texts.none} {texts.noneHelp}
        </p>
      )}
      {segments.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to reach what scrolls
        <section className="scroll" aria-label={texts.title} tabIndex={0}>
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
        </section>
      )}
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {messages.more}
        </Button>
      )}
    </>
  );
}

/** Counted on request only: a count looks through all leads. */
function SegmentRow({ segment }: { segment: Segment }) {
  const [isCounted, setCounted] = useState(false);
  const preview = useSegmentPreview(isCounted ? segment.segment_id : '');
  return (
    <tr>
      <td className="wide">{segment.name}</td>
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
        <Link
          href={`/new?segment=${encodeURIComponent(segment.segment_id)}`}
          prefetch={false}
          aria-label={`${texts.send}: ${segment.name}`}
        >
          {texts.send}
        </Link>
      </td>
    </tr>
  );
}
