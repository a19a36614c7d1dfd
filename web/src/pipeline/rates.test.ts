import { expect, it } from 'vitest';
import { ratesBetween } from '@/pipeline/rates';

it('measures messages per second between two looks', () => {
  const before = {
    at: 1_000,
    topics: [
      { topic: 'a', messages: 10 },
      { topic: 'b', messages: 5 },
    ],
  };
  const after = {
    at: 3_000,
    topics: [
      { topic: 'a', messages: 30 },
      { topic: 'b', messages: 2 },
      { topic: 'c', messages: 9 },
    ],
  };
  expect([...ratesBetween(before, after)]).toEqual([
    ['a', 10],
    ['b', 0],
    ['c', 0],
  ]);
  expect(ratesBetween(after, after).size).toBe(0);
});
