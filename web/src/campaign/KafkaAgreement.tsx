import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { type Analysis, answer, client } from '@/api/client';
import { progress } from '@/campaign/kafkaComparison';
import { count } from '@/format';
import { messages } from '@/messages';
import { traceAddress } from '@/trace/address';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.campaign.why.compare;

/** The server continues an unfinished comparison with each request. */
const NEXT_PART_MILLIS = 100;

/** Compares the campaign with Kafka when somebody asks for it, because the server reads all its records. */
export function KafkaAgreement({ id }: { id: string }) {
  const [isAsked, setAsked] = useState(false);
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['analysis', id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}/analysis', { params: { path: { id } }, signal }))).data,
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.complete === false && state.error === null ? NEXT_PART_MILLIS : false),
  });
  const isReading = isFetching || data?.complete === false;
  return (
    <section aria-busy={isReading && error === null}>
      <h2>{texts.title}</h2>
      <p className="row">
        <Button
          variant="default"
          size="xs"
          loading={isReading && error === null}
          onClick={() => (isAsked ? refetch() : setAsked(true))}
        >
          {data?.complete ? texts.again : texts.start}
        </Button>
        <span className="muted">{progress(data)}</span>
      </p>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {data?.complete && <Report analysis={data} />}
    </section>
  );
}

function Report({ analysis }: { analysis: Analysis }) {
  const verdict = analysis.consistent ? texts.agrees : texts.disagrees;
  useAnnounced(verdict);
  return (
    <>
      <p>
        <b>{verdict}</b>
      </p>
      <ul className="findings">
        {analysis.findings.map((finding) => (
          <li key={finding.what}>
            <b>{texts.kinds[finding.kind]}</b>: {finding.what}
            <Leads campaign={analysis.campaign_id} finding={finding} />
          </li>
        ))}
      </ul>
      {analysis.notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      <Numbers analysis={analysis} />
    </>
  );
}

function Leads({ campaign, finding }: { campaign: string; finding: Analysis['findings'][number] }) {
  const more = finding.count - finding.leads.length;
  return (
    finding.leads.length > 0 && (
      <>
        {': '}
        {finding.leads.map((lead, index) => (
          <span key={lead}>
            {index > 0 && ', '}
            <Link href={traceAddress(campaign, lead)} prefetch={false}>
              {lead}
            </Link>
          </span>
        ))}
        {more > 0 && ` ${texts.more(count(more))}`}
      </>
    )
  );
}

function Numbers({ analysis }: { analysis: Analysis }) {
  const rows = [
    [texts.planned, analysis.audience, analysis.planned_chunks, null],
    [texts.jobs, analysis.chunk_leads, analysis.chunk_records, null],
    [texts.sendJobs, analysis.send_jobs, analysis.send_job_records, analysis.waiting_for_send_job],
    [texts.receipts, analysis.receipts, analysis.receipt_records, analysis.waiting_for_receipt],
    [texts.log, analysis.log_rows, null, null],
  ] as const;
  return (
    <Scrolling label={texts.title}>
      <table className="table" style={{ maxWidth: 560 }}>
        <thead>
          <tr>
            <th scope="col">{texts.source}</th>
            {[texts.people, texts.records, texts.toCome].map((heading) => (
              <th key={heading} scope="col" className="number">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([source, ...numbers]) => (
            <tr key={source}>
              <td>{source}</td>
              {numbers.map((number, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                <td key={column} className="number">
                  {number == null ? '–' : count(number)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
