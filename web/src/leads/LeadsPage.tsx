'use client';

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import Link from 'next/link';
import type { Lead } from '@/api/client';
import { leadAddress, useLeads } from '@/leads/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

const texts = messages.leads;
const TYPING_MILLIS = 200;

export function LeadsPage() {
  const [{ q = '' }, setUrl] = useUrlState();
  const [searched] = useDebouncedValue(q.trim(), TYPING_MILLIS);
  const { leads, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useLeads(searched);
  return (
    <>
      <h1>{texts.title}</h1>
      <TextInput
        aria-label={texts.search}
        placeholder={texts.search}
        value={q}
        onChange={(event) => setUrl({ q: event.currentTarget.value })}
        style={{ maxWidth: 320, marginBottom: 12 }}
      />
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && leads.length === 0 && <p>{searched === '' ? texts.empty : texts.none}</p>}
      {leads.length > 0 && <LeadTable leads={leads} />}
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {messages.more}
        </Button>
      )}
    </>
  );
}

function LeadTable({ leads }: { leads: Lead[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to reach what scrolls
    <section className="scroll" aria-label={texts.title} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.id}</th>
            <th scope="col">{texts.name}</th>
            <th scope="col">{texts.email}</th>
            <th scope="col">{texts.phone}</th>
            <th scope="col">{texts.messages}</th>
          </tr>
        </thead>
        <tbody>
          {leads.map((lead) => (
            <tr key={lead.id}>
              <td className="wide">
                <Link href={leadAddress(lead.id)} prefetch={false}>
                  {lead.id}
                </Link>
              </td>
              <td className="wide">{lead.name ?? '–'}</td>
              <td className="wide">{lead.email ?? '–'}</td>
              <td>{lead.phone ?? '–'}</td>
              <td className="status">{lead.unsubscribed ? texts.unsubscribed : texts.subscribed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
