'use client';

import Link from 'next/link';
import { ApiProblem } from '@/api/client';
import { messages } from '@/messages';
import { AppliedFilter } from '@/topic/AppliedFilter';
import { FilterForm } from '@/topic/FilterForm';
import { type Filter, filterOf, topicAddress } from '@/topic/filter';
import { useMessages, useTopic } from '@/topic/queries';
import { RecordList } from '@/topic/RecordList';
import { SavedFilters } from '@/topic/SavedFilters';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

const texts = messages.topic;

export function TopicPage() {
  const [url] = useUrlState();
  return url.name == null ? <p>{texts.noName}</p> : <OneTopic key={url.name} topic={url.name} />;
}

function OneTopic({ topic }: { topic: string }) {
  const [url, setUrl] = useUrlState();
  const filter = filterOf(url);
  const cursor = url.cursor ?? '';
  const isPretty = url.view === 'pretty';
  const { data, error, refetch, isFetching } = useMessages(topic, filter, cursor);
  const apply = (changes: Partial<Filter>) => setUrl({ ...changes, cursor: '' });
  const problem = error instanceof ApiProblem ? error : undefined;
  return (
    <>
      <p className="muted" style={{ margin: 0 }}>
        <Link href="/pipeline" prefetch={false}>
          {messages.pages.pipeline}
        </Link>
      </p>
      <h1>{topic}</h1>
      <Sizes topic={topic} />
      <FilterForm key={JSON.stringify(filter)} filter={filter} problem={problem} onApply={apply} />
      <AppliedFilter filter={filter} onChange={apply} />
      <SavedFilters topic={topic} filter={filter} />
      <div className="row spread" style={{ margin: '12px 0' }}>
        <label>
          <input
            type="checkbox"
            checked={isPretty}
            onChange={(event) => setUrl({ view: event.currentTarget.checked ? 'pretty' : '' })}
          />{' '}
          {texts.pretty}
        </label>
        {data && <span className="muted">{texts.looked(data.scanned, data.total, data.bounded)}</span>}
      </div>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {data === undefined && !error && <p className="loading">{messages.loading}</p>}
      {data && data.data.length === 0 && <p>{data.next_cursor == null ? texts.none : texts.noneYet}</p>}
      {data && data.data.length > 0 && (
        <div style={{ opacity: isFetching ? 0.6 : 1 }}>
          <RecordList records={data.data} isPretty={isPretty} />
        </div>
      )}
      <div className="row" style={{ marginTop: 12 }}>
        {cursor !== '' && (
          <Link href={topicAddress(topic, filter, { view: url.view ?? '' })} prefetch={false}>
            {texts.first}
          </Link>
        )}
        {data?.next_cursor != null && (
          <Link href={topicAddress(topic, filter, { view: url.view ?? '', cursor: data.next_cursor })} prefetch={false}>
            {data.bounded ? texts.further : filter.from === '' ? texts.older : texts.newer}
          </Link>
        )}
      </div>
    </>
  );
}

/** How much the topic holds, and how far each group has read it. */
function Sizes({ topic }: { topic: string }) {
  const { data } = useTopic(topic);
  if (data === undefined) {
    return <p className="muted">{messages.loading}</p>;
  }
  const records = data.offsets.partitions.reduce((sum, partition) => sum + partition.count, 0);
  const lags = new Map<string, number>();
  for (const { group, lag } of data.offsets.groups) {
    lags.set(group, (lags.get(group) ?? 0) + lag);
  }
  const facts = [
    texts.records(records, data.metadata.partitions.length),
    ...[...lags].map(([group, lag]) => texts.behind(group, lag)),
  ];
  return <p className="muted">{facts.join(' · ')}</p>;
}
