import { expect, it } from 'vitest';
import { duration, percent } from '@/format';

it('never rounds up to everybody', () => {
  expect(percent(0.9999)).toBe('99.9%');
  expect(percent(1)).toBe('100%');
});

it('writes durations for people', () => {
  expect(duration(0.2)).toBe('1 s');
  expect(duration(60)).toBe('1 min');
  expect(duration(200)).toBe('3 min 20 s');
  expect(duration(7500)).toBe('2 h 5 min');
});
