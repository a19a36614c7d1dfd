import { expect, test } from 'vitest';
import type { Campaign } from '@/api/client';
import { NewestProgress, withKnownNumbers } from '@/campaign/newest';

const campaign = (sent: number, status: Campaign['status'] = 'running') =>
  ({ campaign_id: 'c', name: 'C', status, stats: { sent } }) as Campaign;

test('numbers that came while a campaign was read are newer than the answer', async () => {
  let now = 1;
  const newest = new NewestProgress(() => now);

  const read = await newest.read('c', async () => {
    now = 2;
    newest.keep(campaign(150));
    return campaign(0);
  });

  expect(read.stats.sent).toBe(150);
  expect(read.name).toBe('C');
});

test('an answer is newer than the numbers that came before it was asked for', async () => {
  let now = 1;
  const newest = new NewestProgress(() => now);
  newest.keep(campaign(150, 'completed'));
  now = 2;

  expect((await newest.read('c', async () => campaign(100))).stats.sent).toBe(100);
});

test('what is no longer followed is forgotten', async () => {
  const newest = new NewestProgress(() => 1);
  newest.keep(campaign(150));
  newest.forget('c');

  expect((await newest.read('c', async () => campaign(100))).stats.sent).toBe(100);
});

test('a change keeps the numbers that are shown', () => {
  expect(withKnownNumbers(campaign(0, 'paused'))(campaign(150))).toEqual(campaign(150, 'paused'));
  expect(withKnownNumbers(campaign(0, 'paused'))(undefined)).toEqual(campaign(0, 'paused'));
});
