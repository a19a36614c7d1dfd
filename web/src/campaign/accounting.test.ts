import { describe, expect, it } from 'vitest';
import type { Stats } from '@/api/client';
import { difference, parts, secondsLeft, withoutMessage } from '@/campaign/accounting';

const stats: Stats = {
  audience: 100,
  sent: 60,
  delivered: 40,
  bounced: 5,
  failed: 10,
  skipped: 7,
  unknown: 3,
  in_flight: 20,
  sending: 5,
  postponed: 3,
  retrying: 2,
  published: 90,
  dead_letters: 0,
};

describe('the equation', () => {
  it('adds up when every person is in one term', () => expect(difference(stats)).toBe(0));

  it('shows a missing person', () => expect(difference({ ...stats, failed: 9 })).toBe(-1));

  it('ignores dead letters, which are records and not people', () =>
    expect(difference({ ...stats, dead_letters: 4 })).toBe(0));
});

it('divides the whole audience into the parts of the bar', () => {
  expect(parts(stats).reduce((sum, part) => sum + part.people, 0)).toBe(100);
  expect(parts(stats).find((part) => part.kind === 'sent')?.people).toBe(15);
});

describe('people in flight without a message', () => {
  it('are in the plan until their chunk is published, and in Kafka after', () =>
    expect(withoutMessage(stats)).toEqual({ people: 10, inPlan: 10, inKafka: 0 }));

  it('are never fewer than none, whatever is counted first', () =>
    expect(withoutMessage({ ...stats, sending: 30 })).toEqual({ people: 0, inPlan: 0, inKafka: 0 }));

  it('are all in Kafka once everything is published', () =>
    expect(withoutMessage({ ...stats, published: 100 })).toEqual({ people: 10, inPlan: 0, inKafka: 10 }));
});

describe('the time left', () => {
  it('is the people in flight at the measured rate', () => expect(secondsLeft(stats, 4)).toBe(5));

  it('is unknown while nothing moves', () => {
    expect(secondsLeft(stats, null)).toBeNull();
    expect(secondsLeft(stats, 0)).toBeNull();
  });

  it('is null for a finished campaign', () => expect(secondsLeft({ ...stats, in_flight: 0 }, 4)).toBeNull());
});
