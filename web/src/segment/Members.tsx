import { LeadTable } from '@/leads/LeadTable';
import { messages } from '@/messages';
import { useMembers } from '@/segment/queries';
import { LoadMore, useMoreAtEnd } from '@/ui/LoadMore';

const texts = messages.segment;

export function Members({ rules }: { rules: string }) {
  const members = useMembers(rules);
  const { leads, isPending, isError, isFetchNextPageError } = members;
  const more = useMoreAtEnd(members);
  if (isError && !isFetchNextPageError) {
    return null;
  }
  return (
    <div>
      <h2>{texts.members}</h2>
      {isPending && <p className="loading">{messages.loading}</p>}
      {!isPending && leads.count === 0 && <p>{texts.nobody}</p>}
      {leads.count > 0 && <LeadTable leads={leads} label={texts.members} onEnd={more} />}
      <LoadMore {...members} />
    </div>
  );
}
