import Link from 'next/link';
import type { Campaign } from '@/api/client';
import { useLimits } from '@/limits/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { Skeleton } from '@/ui/Skeleton';

const texts = messages.campaign.limits;

/** The limits that hold a campaign up beside its own: of its channel, and of the mail domains that it may write to. */
export function OtherLimits({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useLimits();
  const others = data?.filter(({ scope, name }) => scope === 'domain' || name === campaign.channel) ?? [];
  return (
    <section>
      <h2>{texts.others}</h2>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {data === undefined && !error && <Skeleton rows={1} />}
      {data && others.length === 0 && <p>{texts.none}</p>}
      {others.length > 0 && (
        <ul>
          {others.map(({ scope, name, per_second: rate }) => (
            <li key={`${scope} ${name}`}>
              {messages.limits.scopes[scope]} {name}: {texts.perSecond(rate)}
            </li>
          ))}
        </ul>
      )}
      <Link href="/limits" prefetch={false}>
        {texts.changeOthers}
      </Link>
    </section>
  );
}
