'use client';

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import Link from 'next/link';
import { messages } from '@/messages';
import { useSegments } from '@/segments/queries';
import { SegmentRow } from '@/segments/SegmentRow';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { useUrlText } from '@/ui/urlState';

const texts = messages.segments;

const TYPING_MILLIS = 200;

export function SegmentsPage() {
  const [q, setQ] = useUrlText('q');
  const [searched] = useDebouncedValue(q.trim(), TYPING_MILLIS);
  const { segments, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSegments(searched);
  return (
    <>
      <div className="row spread">
        <h1>{texts.title}</h1>
        <Button component={Link} href="/segment" prefetch={false}>
          {texts.create}
        </Button>
      </div>
      <TextInput
        aria-label={texts.search}
        placeholder={texts.search}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        style={{ maxWidth: 320, marginBottom: 12 }}
      />
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && segments.length === 0 && (
        <p>{searched === '' ? `${texts.none} ${texts.noneHelp}` : texts.noMatch}</p>
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
                <th scope="col">{texts.campaigns}</th>
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
