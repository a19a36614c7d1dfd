import Link from 'next/link';
import type { DeliveryStatus, Stats } from '@/api/client';
import { difference, TERMS, type Term } from '@/campaign/accounting';
import { count } from '@/format';
import { messages } from '@/messages';

const texts = messages.campaign;
const FILTERS: Partial<Record<Term, DeliveryStatus>> = { failed: 'failed', skipped: 'skipped', unknown: 'unknown' };

export const messagesHref = (id: string, status: DeliveryStatus) =>
  `/campaign?id=${encodeURIComponent(id)}&tab=messages&status=${status}`;

/** audience = sent + failed + skipped + unknown + in flight. */
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
          <TermOf name={texts.terms[term]} people={stats[term]} term={term} href={filterHref(id, term)} />
        </span>
      ))}
      <span className={off === 0 ? 'ok' : 'bad'} data-testid="balance">
        {off === 0 ? texts.addsUp : texts.doesNotAddUp(off)}
      </span>
    </section>
  );
}

function filterHref(id: string, term: Term) {
  const status = FILTERS[term];
  return status && messagesHref(id, status);
}

function TermOf({ name, people, term, href }: { name: string; people: number; term: string; href?: string }) {
  return (
    <span className="term">
      <b data-term={term}>{count(people)}</b>
      {href ? (
        <Link href={href} prefetch={false}>
          {name}
        </Link>
      ) : (
        <span className="muted">{name}</span>
      )}
    </span>
  );
}
