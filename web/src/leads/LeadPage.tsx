'use client';

import type { Lead } from '@/api/client';
import { time } from '@/format';
import { shownAddress } from '@/leads/address';
import { Consents } from '@/leads/Consents';
import { LeadDeliveries } from '@/leads/LeadDeliveries';
import { LeadSegments } from '@/leads/LeadSegments';
import { useConsents, useLead, useLeadSegments } from '@/leads/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';
import { Skeleton } from '@/ui/Skeleton';
import { useUrlState } from '@/ui/urlState';

const texts = messages.leads;

export function LeadPage() {
  const [{ id = '' }] = useUrlState();
  return id === '' ? <p>{texts.noId}</p> : <OneLead key={id} id={id} />;
}

function OneLead({ id }: { id: string }) {
  const { data: lead, error, refetch } = useLead(id);
  const mayRead = useMay('pii:read');
  // What is below something that is not known yet would move.
  const consents = useConsents(id);
  const segments = useLeadSegments(id, mayRead);
  return (
    <>
      <h1>{lead?.name ?? id}</h1>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {lead === undefined && !error && <Skeleton rows={20} />}
      {lead && <Fields lead={lead} />}
      {lead && <Consents lead={lead} />}
      {lead && mayRead && !consents.isPending && <LeadSegments id={id} />}
      {lead && !consents.isPending && !segments.isLoading && <LeadDeliveries id={id} />}
    </>
  );
}

function Fields({ lead }: { lead: Lead }) {
  const rows: [name: string, value: string][] = [
    [texts.id, lead.id],
    [texts.email, shownAddress(lead.email)],
    [texts.phone, lead.phone ?? '–'],
    [texts.messages, lead.unsubscribed ? texts.unsubscribed : texts.subscribed],
    [texts.created, time(lead.created_at)],
    ...Object.entries(lead.attributes).map(([name, value]): [string, string] => [name, shown(value)]),
  ];
  return (
    <Scrolling label={texts.fields}>
      <table className="table">
        <tbody>
          {rows.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an attribute may have the name of a field
            <tr key={index}>
              <th scope="row">{name}</th>
              <td className="wide">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
