import { expect, it } from 'vitest';
import type { Campaign, DeadLetter, GroupSummary, ImportJob } from '@/api/client';
import { concernsOf } from '@/overview/attention';

const nothing = { campaigns: [], letters: [], hasMoreLetters: false, groups: [], imports: [] };
const texts = (known: Partial<Parameters<typeof concernsOf>[0]>) =>
  concernsOf({ ...nothing, ...known }).map(({ text }) => text);

it('has nothing to say about what is well', () => {
  const imports = [{ import_id: 'i', status: 'completed' } as ImportJob];
  const groups = [{ group: 'sender', members: 0, lag: 0 } as GroupSummary];
  expect(texts({ imports, groups, letters: [{ replayed: true } as DeadLetter] })).toEqual([]);
});

it('names steps that nobody runs, dead letters, paused and unclear campaigns, and a failed import', () => {
  expect(
    texts({
      groups: [{ group: 'sender', members: 0, lag: 12 } as GroupSummary],
      letters: [{ replayed: false } as DeadLetter, { replayed: true } as DeadLetter],
      campaigns: [
        { campaign_id: 'a', name: 'Spring', status: 'paused', stats: { unknown: 0 } } as Campaign,
        { campaign_id: 'b', name: 'May', status: 'completed', stats: { unknown: 1 } } as Campaign,
      ],
      imports: [{ import_id: 'i', status: 'failed' } as ImportJob],
    }),
  ).toEqual([
    'No process runs the step sender, and 12 records wait for it.',
    '1 record could not be processed (a dead letter).',
    'Spring is paused.',
    'May: for 1 person it is unknown whether the message arrived.',
    'The last import failed.',
  ]);
});
