import Link from 'next/link';
import type { Summary } from '@/api/client';
import { OPEN } from '@/campaigns/queries';
import { count, time } from '@/format';
import { messages } from '@/messages';

const texts = messages.overview.totals;

/**
 * How much is stored, and as of when; each number leads to its list. They have their places before they are known.
 */
export function Totals({ summary }: { summary: Summary | undefined }) {
  const campaigns = summary?.campaigns;
  const totals = [
    { name: messages.pages.leads, href: '/leads', total: summary?.leads },
    { name: messages.pages.segments, href: '/segments', total: summary?.segments },
    {
      name: texts.inProgress,
      href: `/campaigns?status=${OPEN.join(',')}`,
      total: campaigns && campaigns.queued + campaigns.running + campaigns.paused,
    },
    { name: texts.completed, href: '/campaigns?status=completed', total: campaigns?.completed },
    { name: texts.cancelled, href: '/campaigns?status=cancelled', total: campaigns?.cancelled },
  ];
  return (
    <dl className="facts">
      {totals.map(({ name, href, total }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Link href={href} prefetch={false}>
              {total === undefined ? '…' : count(total)}
            </Link>
          </dd>
        </div>
      ))}
      <div>
        <dt>{texts.counted}</dt>
        <dd>{summary ? time(summary.counted_at) : '…'}</dd>
      </div>
    </dl>
  );
}
