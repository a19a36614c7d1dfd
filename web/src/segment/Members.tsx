import { LeadTable } from '@/leads/LeadTable';
import { messages } from '@/messages';
import { useMembers } from '@/segment/queries';
import { LoadMore } from '@/ui/LoadMore';

const texts = messages.segment;

export function Members({ rules }: { rules: string }) {
  const { leads, isPending, isError, hasNextPage, fetchNextPage, isFetchingNextPage } = useMembers(rules);
  if (isError) {
    return null;
  }
  return (
    <div>
      <h2>{texts.members}</h2>
      {isPending && <p className="loading">{messages.loading}</p>}
      {!isPending && leads.length === 0 && <p>{texts.nobody}</p>}
      {leads.length > 0 && <LeadTable leads={leads} label={texts.members} />}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </div>
  );
}
