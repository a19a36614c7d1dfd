import type { DeliveryStatus, Stats } from '@/api/client';

export const TERMS = ['sent', 'failed', 'skipped', 'unknown', 'in_flight'] as const;
export type Term = (typeof TERMS)[number];

/** The statuses of the messages that each term counts. Of the people in flight, those without a message yet have none. */
export const STATUSES_OF: Record<Term, readonly DeliveryStatus[]> = {
  sent: ['sent', 'delivered', 'bounced'],
  failed: ['failed'],
  skipped: ['skipped'],
  unknown: ['unknown'],
  in_flight: ['sending', 'postponed', 'retrying'],
};

/**
 * People in flight without a message: in the plan until their chunk is published, then in Kafka until a sender takes them.
 * A message counts as begun once its chunk has been counted, which may be a moment after a sender has taken it.
 */
export function withoutMessage(stats: Stats) {
  const people = Math.max(0, stats.in_flight - stats.sending - stats.postponed - stats.retrying);
  const inPlan = Math.min(people, Math.max(0, stats.audience - stats.published));
  return { people, inPlan, inKafka: people - inPlan };
}

/** By how much the terms differ from the audience: 0 if everybody is accounted for. */
export const difference = (stats: Stats) => TERMS.reduce((sum, term) => sum + stats[term], 0) - stats.audience;

export const settled = (stats: Stats) => stats.audience - stats.in_flight;

/** Parts of the audience for the bar: what is known best comes first. They add up if the terms do. */
export function parts(stats: Stats) {
  return [
    { kind: 'delivered', people: stats.delivered },
    { kind: 'sent', people: stats.sent - stats.delivered - stats.bounced },
    { kind: 'bounced', people: stats.bounced },
    { kind: 'failed', people: stats.failed },
    { kind: 'skipped', people: stats.skipped },
    { kind: 'unknown', people: stats.unknown },
    { kind: 'in_flight', people: stats.in_flight },
  ] as const;
}

/** Seconds until the last person is settled; null if that is not known. */
export const secondsLeft = (stats: Stats, perSecond: number | null | undefined) =>
  perSecond == null || perSecond <= 0 || stats.in_flight === 0 ? null : stats.in_flight / perSecond;
