'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useColumns } from '@/leads/Columns';
import { LeadTable } from '@/leads/LeadTable';
import { useLeads } from '@/leads/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { LoadMore, useMoreAtEnd } from '@/ui/LoadMore';
import { useUrlText } from '@/ui/urlState';

const texts = messages.leads;

const TYPING_MILLIS = 200;

export function LeadsPage() {
  const [q, setQ] = useUrlText('q');
  const [searched] = useDebouncedValue(q.trim(), TYPING_MILLIS);
  const found = useLeads(searched);
  const { leads, isPending, error, refetch, fetchNextPage, isFetchNextPageError } = found;
  const more = useMoreAtEnd(found);
  const [attributes, columns] = useColumns();
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
        {columns}
      </div>
      {error && <Failure error={error} onRetry={() => (isFetchNextPageError ? fetchNextPage() : refetch())} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && leads.count === 0 && <p>{searched === '' ? texts.empty : texts.none}</p>}
      {leads.count > 0 && <LeadTable leads={leads} label={texts.title} attributes={attributes} onEnd={more} />}
      <LoadMore {...found} />
    </>
  );
}
