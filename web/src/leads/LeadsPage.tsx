'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { count } from '@/format';
import { useColumns } from '@/leads/Columns';
import { LeadTable } from '@/leads/LeadTable';
import { isLeadOrder, useLeads, useLeadTotal } from '@/leads/queries';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';
import { Choice, labelled } from '@/ui/Choice';
import { Failure } from '@/ui/Failure';
import { LoadMore, useMoreAtEnd } from '@/ui/LoadMore';
import { useUrlState, useUrlText } from '@/ui/urlState';

const texts = messages.leads;

const TYPING_MILLIS = 200;

export function LeadsPage() {
  const [q, setQ] = useUrlText('q');
  const [searched] = useDebouncedValue(q.trim(), TYPING_MILLIS);
  const [{ sort = 'id' }, setUrl] = useUrlState();
  const order = isLeadOrder(sort) ? sort : 'id';
  const found = useLeads(searched, order);
  const { data: total } = useLeadTotal(searched);
  const { leads, isPending, error, refetch, fetchNextPage, isFetchNextPageError } = found;
  const more = useMoreAtEnd(found);
  const [attributes, columns] = useColumns();
  const size = total && (total.complete ? texts.total(total.count) : texts.totalAtLeast(count(total.count)));
  useAnnounced(size);
  return (
    <>
      <h1>{texts.title}</h1>
      <div className="row" style={{ marginBottom: 12 }}>
        <TextInput
          aria-label={texts.search}
          placeholder={texts.search}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          style={{ maxWidth: 320 }}
        />
        <Choice
          aria-label={texts.order}
          value={order}
          options={labelled(texts.orders)}
          onChange={(chosen) => setUrl({ sort: chosen === 'id' ? '' : chosen })}
        />
        {columns}
        <span className="muted" style={{ minWidth: 170 }}>
          {size ?? messages.loading}
        </span>
      </div>
      {error && <Failure error={error} onRetry={() => (isFetchNextPageError ? fetchNextPage() : refetch())} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && leads.count === 0 && <p>{searched === '' ? texts.empty : texts.none}</p>}
      {leads.count > 0 && <LeadTable leads={leads} label={texts.title} attributes={attributes} onEnd={more} />}
      <LoadMore {...found} />
    </>
  );
}
