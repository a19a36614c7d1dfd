import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import Link from 'next/link';
import { useState } from 'react';
import type { Campaign, Delivery } from '@/api/client';
import { filterOf, useDeliveries } from '@/campaign/deliveries';
import { MessageFilters } from '@/campaign/MessageFilters';
import { ShownMessage } from '@/campaign/ShownMessage';
import { WithoutMessage } from '@/campaign/WithoutMessage';
import { time } from '@/format';
import { leadAddress } from '@/leads/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { traceAddress } from '@/trace/address';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { DeliveryState } from '@/ui/Status';
import { useUrlState } from '@/ui/urlState';

const texts = messages.campaign.list;

const TYPING_MILLIS = 300;

export function MessagesTab({ campaign }: { campaign: Campaign }) {
  const id = campaign.campaign_id;
  const [{ status = '', error: reason = '', chunk = '', lead = '' }] = useUrlState();
  const [typedReason] = useDebouncedValue(reason, TYPING_MILLIS);
  const [typedChunk] = useDebouncedValue(chunk, TYPING_MILLIS);
  const [typedLead] = useDebouncedValue(lead, TYPING_MILLIS);
  const filter = filterOf({ status, error: typedReason, chunk: typedChunk, lead: typedLead });
  const { deliveries, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useDeliveries(
    id,
    filter,
  );
  const [shown, setShown] = useState<string | null>(null);
  return (
    <>
      <MessageFilters id={id} filter={filter} />
      <WithoutMessage id={id} stats={campaign.stats} filter={filter} />
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && deliveries.length === 0 && <p>{texts.none}</p>}
      {deliveries.length > 0 && <DeliveryTable rows={deliveries} onShow={setShown} />}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
      {shown !== null && <ShownMessage id={id} lead={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function DeliveryTable({ rows, onShow }: { rows: Delivery[]; onShow: (lead: string) => void }) {
  const maySee = useMay('pii:read');
  return (
    <Scrolling label={messages.campaign.tabs.messages}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.lead}</th>
            <th scope="col">{texts.status}</th>
            <th scope="col">{texts.reason}</th>
            <th scope="col" className="number">
              {texts.chunk}
            </th>
            <th scope="col" className="number">
              {texts.attempt}
            </th>
            <th scope="col">{texts.updated}</th>
            <th scope="col">{texts.actions}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.lead_id}>
              <td className="wide">
                <Link href={leadAddress(row.lead_id)} prefetch={false}>
                  {row.lead_id}
                </Link>
              </td>
              <td>
                <DeliveryState status={row.status} />
              </td>
              <td className="wide">{row.error ?? row.reason?.replaceAll('_', ' ')}</td>
              <td className="number">{row.chunk_index}</td>
              <td className="number">{row.attempt}</td>
              <td className="status">{time(row.updated_at)}</td>
              <td className="status">
                <Link href={traceAddress(row.campaign_id, row.lead_id)} prefetch={false}>
                  {messages.trace.follow}
                </Link>{' '}
                {maySee && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={texts.showMessageTo(row.lead_id)}
                    onClick={() => onShow(row.lead_id)}
                  >
                    {texts.show}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
