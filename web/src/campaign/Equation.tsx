import Link from 'next/link';
import type { DeliveryStatus, Stats } from '@/api/client';
import { difference, STATUSES_OF, TERMS } from '@/campaign/accounting';
import { count } from '@/format';
import { messages } from '@/messages';

const texts = messages.campaign;

export const messagesHref = (id: string, statuses: readonly DeliveryStatus[]) =>
  `/campaign?id=${encodeURIComponent(id)}&tab=messages&status=${statuses.join(',')}`;

/** audience = sent + failed + skipped + unknown + in flight, and where the people of each number are. */
export function Equation({ id, stats, isCurrent }: { id: string; stats: Stats; isCurrent: boolean }) {
  const off = difference(stats);
  return (
    <section aria-label={texts.equation} className="equation" style={isCurrent ? undefined : { opacity: 0.75 }}>
      <TermOf
        name={texts.terms.audience}
        people={stats.audience}
        term="audience"
        href={`/campaign?id=${encodeURIComponent(id)}&tab=messages`}
      />
      {TERMS.map((term, index) => (
        <span key={term} className="row">
          <span className="operator">{index === 0 ? '=' : '+'}</span>
          <TermOf
            name={texts.terms[term]}
            people={stats[term]}
            term={term}
            href={messagesHref(id, STATUSES_OF[term])}
          />
        </span>
      ))}
      <span className={off === 0 ? 'ok' : 'bad'} data-testid="balance">
        {off === 0 ? texts.addsUp : texts.doesNotAddUp(off)}
      </span>
    </section>
  );
}

function TermOf({ name, people, term, href }: { name: string; people: number; term: string; href: string }) {
  return (
    <span className="term">
      <b data-term={term}>{count(people)}</b>
      <Link href={href} prefetch={false}>
        {name}
      </Link>
    </span>
  );
}
