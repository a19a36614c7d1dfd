import Link from 'next/link';
import type { Stats } from '@/api/client';
import { STATUSES_OF, withoutMessage } from '@/campaign/accounting';
import type { DeliveryFilter } from '@/campaign/deliveries';
import { messages } from '@/messages';

const texts = messages.campaign.withoutMessage;

/** Where people in flight without a message are, in words. */
export function placesOf(stats: Stats): string[] {
  const { inPlan, inKafka } = withoutMessage(stats);
  return [inPlan > 0 ? texts.inPlan(inPlan) : '', inKafka > 0 ? texts.inKafka(inKafka) : ''].filter(Boolean);
}

/** Says how many of the people in flight cannot be listed, because their message has not been begun, and where they are. */
export function WithoutMessage({ id, stats, filter }: { id: string; stats: Stats; filter: DeliveryFilter }) {
  const { people } = withoutMessage(stats);
  const isInFlight = filter.status?.some((status) => STATUSES_OF.in_flight.includes(status)) ?? true;
  if (people === 0 || !isInFlight) {
    return null;
  }
  return (
    <p>
      {texts.notListed(people)} {placesOf(stats).join('; ')}.{' '}
      <Link href={`/campaign?id=${encodeURIComponent(id)}&tab=why`} prefetch={false}>
        {texts.why}
      </Link>
    </p>
  );
}
