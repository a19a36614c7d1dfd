import Link from 'next/link';
import type { Summary } from '@/api/client';
import { OPEN } from '@/campaigns/queries';
import { count } from '@/format';
import { messages } from '@/messages';

const texts = messages.overview.totals;

/** How much is stored; each number leads to its list. */
export function Totals({ summary: { leads, segments, campaigns } }: { summary: Summary }) {
  const totals = [
    { name: messages.pages.leads, href: '/leads', total: leads },
    { name: messages.pages.segments, href: '/segments', total: segments },
    {
      name: texts.inProgress,
      href: `/campaigns?status=${OPEN.join(',')}`,
      total: campaigns.queued + campaigns.running + campaigns.paused,
    },
    { name: texts.completed, href: '/campaigns?status=completed', total: campaigns.completed },
    { name: texts.cancelled, href: '/campaigns?status=cancelled', total: campaigns.cancelled },
  ];
  return (
    <dl className="facts">
      {totals.map(({ name, href, total }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Link href={href} prefetch={false}>
              {count(total)}
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  );
}
