import { expect, it } from 'vitest';
import { shownAddress } from '@/leads/address';

it('marks addresses that were made up, and no others', () => {
  expect(shownAddress('5524@made-up.invalid')).toBe('5524@made-up.invalid (made up)');
  expect(shownAddress(' A@Made-Up.Invalid')).toContain('(made up)');
  expect(shownAddress('ann@example.com')).toBe('ann@example.com');
  expect(shownAddress('made-up.invalid@example.com')).toBe('made-up.invalid@example.com');
  expect(shownAddress(null)).toBe('–');
});
