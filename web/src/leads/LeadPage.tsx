'use client';

import Link from 'next/link';
import type { Delivery, Lead } from '@/api/client';
import { time } from '@/format';
import { shownAddress } from '@/leads/address';
import { Consents } from '@/leads/Consents';
import { LeadSegments } from '@/leads/LeadSegments';
import { useConsents, useLead, useLeadDeliveries, useLeadSegments } from '@/leads/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { traceAddress } from '@/trace/address';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { Skeleton } from '@/ui/Skeleton';
import { DeliveryState } from '@/ui/Status';
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
      {lead && !consents.isPending && !segments.isLoading && <Deliveries id={id} />}
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

function Deliveries({ id }: { id: string }) {
  const { deliveries, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useLeadDeliveries(id);
  return (
    <>
      <h2>{texts.deliveries}</h2>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && deliveries.length === 0 && <p>{texts.noDeliveries}</p>}
      {deliveries.length > 0 && <DeliveryTable deliveries={deliveries} />}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}

function DeliveryTable({ deliveries }: { deliveries: Delivery[] }) {
  return (
    <Scrolling label={texts.deliveries}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{messages.campaign.title}</th>
            <th scope="col">{messages.campaign.list.status}</th>
            <th scope="col">{messages.campaign.list.reason}</th>
            <th scope="col">{messages.campaign.list.updated}</th>
            <th scope="col">{messages.trace.follow}</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.send_id}>
              <td className="wide">
                <Link href={`/campaign?id=${encodeURIComponent(delivery.campaign_id)}`} prefetch={false}>
                  {delivery.campaign_id}
                </Link>
              </td>
              <td>
                <DeliveryState status={delivery.status} />
              </td>
              <td className="wide">
                {[delivery.reason?.replaceAll('_', ' '), delivery.error].filter(Boolean).join(': ')}
              </td>
              <td className="status">{time(delivery.updated_at)}</td>
              <td>
                <Link href={traceAddress(delivery.campaign_id, delivery.lead_id)} prefetch={false}>
                  {messages.trace.follow}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
