import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { answer, client, type Delivery, type DeliveryStatus } from '@/api/client';
import { time } from '@/format';
import { leadAddress } from '@/leads/queries';
import { messages } from '@/messages';
import { traceAddress } from '@/trace/address';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { DeliveryState } from '@/ui/Status';
import { useUrlState } from '@/ui/urlState';

const texts = messages.campaign.list;

const PAGE = 100;
const isStatus = (text: string): text is DeliveryStatus => Object.hasOwn(messages.delivery, text);

export function MessagesTab({ id }: { id: string }) {
  const [{ status: wanted = '' }, setUrl] = useUrlState();
  const status = isStatus(wanted) ? wanted : undefined;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useInfiniteQuery({
    queryKey: ['deliveries', id, status],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/v1/campaigns/{id}/deliveries', {
          params: { path: { id }, query: { status, limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <NativeSelect
        aria-label={texts.status}
        value={status ?? ''}
        data={[
          { value: '', label: texts.all },
          ...Object.entries(messages.delivery).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => setUrl({ status: event.currentTarget.value })}
        style={{ maxWidth: 220, marginBottom: 12 }}
      />
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && rows.length === 0 && <p>{texts.none}</p>}
      {rows.length > 0 && <DeliveryTable rows={rows} />}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}

function DeliveryTable({ rows }: { rows: Delivery[] }) {
  return (
    <Scrolling label={messages.campaign.tabs.messages}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.lead}</th>
            <th scope="col">{texts.status}</th>
            <th scope="col">{texts.reason}</th>
            <th scope="col" className="number">
              {texts.attempt}
            </th>
            <th scope="col">{texts.updated}</th>
            <th scope="col">{messages.trace.follow}</th>
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
              <td className="wide">{[row.reason?.replaceAll('_', ' '), row.error].filter(Boolean).join(': ')}</td>
              <td className="number">{row.attempt}</td>
              <td className="status">{time(row.updated_at)}</td>
              <td>
                <Link href={traceAddress(row.campaign_id, row.lead_id)} prefetch={false}>
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
