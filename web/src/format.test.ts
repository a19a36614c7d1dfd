import { expect, it } from 'vitest';
import { duration, percent, plural, rate, shortDuration } from '@/format';

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

it('writes rates in tenths, and slow ones with two digits', () => {
  expect([0, 0.024, 0.993, 1.99, 60.84, 1221].map(rate)).toEqual(['0', '0.024', '1', '2', '60.8', '1,221']);
});

it('writes short times as exactly as they matter', () => {
  expect([0, 86, 15_123, 200_000].map(shortDuration)).toEqual(['0 ms', '86 ms', '15.1 s', '3 min 20 s']);
});

it('says one person and two people', () => {
  expect(plural(1, 'person', 'people')).toBe('1 person');
  expect(plural(0, 'person', 'people')).toBe('0 people');
  expect(plural(2000, 'person', 'people')).toBe('2,000 people');
});
