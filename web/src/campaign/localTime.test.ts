import { expect, test } from 'vitest';
import { instantOf, localTime } from '@/campaign/localTime';

test('a time in the zone of the browser and back', () => {
  const iso = '2030-12-24T09:05:00.000Z';
  expect(localTime(iso)).toMatch(/^2030-12-2[345]T\d\d:\d5$/);
  expect(instantOf(localTime(iso))).toBe(iso);
});

test('no time', () => {
  expect(localTime(null)).toBe('');
  expect(instantOf('')).toBeNull();
});
