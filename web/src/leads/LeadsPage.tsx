'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { LeadTable } from '@/leads/LeadTable';
import { useLeads } from '@/leads/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { useUrlText } from '@/ui/urlState';

const texts = messages.leads;

const TYPING_MILLIS = 200;

export function LeadsPage() {
  const [q, setQ] = useUrlText('q');
  const [searched] = useDebouncedValue(q.trim(), TYPING_MILLIS);
  const { leads, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useLeads(searched);
  return (
    <>
      <h1>{texts.title}</h1>
      <TextInput
        aria-label={texts.search}
        placeholder={texts.search}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        style={{ maxWidth: 320, marginBottom: 12 }}
      />
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && leads.length === 0 && <p>{searched === '' ? texts.empty : texts.none}</p>}
      {leads.length > 0 && <LeadTable leads={leads} label={texts.title} />}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}
