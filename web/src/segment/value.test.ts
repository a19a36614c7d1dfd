import { expect, it } from 'vitest';
import { listText, periodParts, typed } from '@/segment/value';

it('types what fits and keeps what does not', () => {
  expect(typed('12.5', 'number')).toBe(12.5);
  expect(typed('12,5', 'number')).toBe('12,5');
  expect(typed('1.0', 'number')).toBe('1.0');
  expect(typed('12345678901234567890', 'number')).toBe('12345678901234567890');
  expect(typed('true', 'boolean')).toBe(true);
  expect(typed('12', 'text')).toBe('12');
});

it('keeps commas inside the values of a list', () => expect(listText(['a,b', 'c'])).toBe('a\\,b, c'));

it('reads periods of one unit, and leaves others as they are', () => {
  expect(periodParts('P90D')).toEqual(['90', 'D']);
  expect(periodParts('')).toEqual(['', 'D']);
  expect(periodParts('P1Y6M')).toBeUndefined();
});
