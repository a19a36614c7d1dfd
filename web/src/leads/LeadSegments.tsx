import Link from 'next/link';
import { useLeadSegments } from '@/leads/queries';
import { messages } from '@/messages';
import { segmentHref } from '@/segments/queries';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';

const texts = messages.leads;

/** The segments that select the person now. */
export function LeadSegments({ id }: { id: string }) {
  const found = useLeadSegments(id);
  const { segments, isPending, error, refetch, hasNextPage } = found;
  return (
    <>
      <h2>{texts.segments}</h2>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && segments.length === 0 && !hasNextPage && <p>{texts.noSegments}</p>}
      {segments.length > 0 && (
        <ul>
          {segments.map(({ segment_id, name }) => (
            <li key={segment_id}>
              <Link href={segmentHref(segment_id)} prefetch={false}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <LoadMore {...found} />
    </>
  );
}
