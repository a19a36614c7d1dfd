import { expect, it } from 'vitest';
import { duration, percent, plural } from '@/format';

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

it('says one person and two people', () => {
  expect(plural(1, 'person', 'people')).toBe('1 person');
  expect(plural(0, 'person', 'people')).toBe('0 people');
  expect(plural(2000, 'person', 'people')).toBe('2,000 people');
});
