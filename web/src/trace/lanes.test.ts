import { expect, it } from 'vitest';
import { laneOrder, since } from '@/trace/lanes';

it('shows the lane of dead letters only if there are any', () => {
  expect(laneOrder([{ lane: 'log' }])).not.toContain('dead_letters');
  expect(laneOrder([{ lane: 'dead_letters' }]).at(-1)).toBe('dead_letters');
});

it('says how long a step came after the one before', () => {
  const steps = [{ at: '2026-01-01T00:00:00.000Z' }, { at: '2026-01-01T00:00:01.250Z' }];
  expect(since(steps, 0)).toBe('');
  expect(since(steps, 1)).toBe('+1.3 s');
});
