import Link from 'next/link';
import type { Delivery } from '@/api/client';
import { time } from '@/format';
import { useLeadDeliveries } from '@/leads/queries';
import { messages } from '@/messages';
import { traceAddress } from '@/trace/address';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { DeliveryState } from '@/ui/Status';

const texts = messages.leads;

/** The messages of one person, over all campaigns. */
export function LeadDeliveries({ id }: { id: string }) {
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
