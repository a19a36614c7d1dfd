import { expect, test } from 'vitest';
import type { Campaign } from '@/api/client';
import { NewestProgress, withKnownNumbers } from '@/live/newest';

const campaign = (sent: number, status: Campaign['status'] = 'running', id = 'c') =>
  ({ campaign_id: id, name: 'C', status, stats: { sent } }) as Campaign;

test('numbers that came while a campaign was read are newer than the answer', () => {
  let now = 1;
  const newest = new NewestProgress(() => now);
  const begun = newest.begin();
  now = 2;
  newest.keep(campaign(150));

  const read = newest.over(campaign(0), begun);

  expect(read.stats.sent).toBe(150);
  expect(read.name).toBe('C');
});

test('an answer is newer than the numbers that came before it was asked for', () => {
  let now = 1;
  const newest = new NewestProgress(() => now);
  newest.keep(campaign(150, 'completed'));
  now = 2;

  expect(newest.over(campaign(100), newest.begin()).stats.sent).toBe(100);
});

test('the numbers of a bounded number of campaigns are kept, those that changed last', () => {
  const newest = new NewestProgress(() => 1);
  newest.keep(campaign(1, 'running', 'changed again'));
  for (let other = 0; other < 199; other++) {
    newest.keep(campaign(1, 'running', `other ${other}`));
  }
  newest.keep(campaign(2, 'running', 'changed again'));
  newest.keep(campaign(1, 'running', 'one too many'));

  expect(newest.over(campaign(0, 'running', 'changed again'), 1).stats.sent).toBe(2);
  expect(newest.over(campaign(0, 'running', 'other 0'), 1).stats.sent).toBe(0);
  expect(newest.over(campaign(0, 'running', 'other 1'), 1).stats.sent).toBe(1);
});

test('a change keeps the numbers that are shown', () => {
  expect(withKnownNumbers(campaign(0, 'paused'))(campaign(150))).toEqual(campaign(150, 'paused'));
  expect(withKnownNumbers(campaign(0, 'paused'))(undefined)).toEqual(campaign(0, 'paused'));
});
