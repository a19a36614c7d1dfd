import { expect, test } from 'vitest';
import { rowsOf } from '@/ui/rows';

test('finds each row in pages of different lengths', () => {
  const rows = rowsOf([['a', 'b', 'c'], [], ['d'], ['e', 'f']]);
  expect(rows.count).toBe(6);
  expect([0, 1, 2, 3, 4, 5].map(rows.at)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('has nothing before the first row and after the last', () => {
  const rows = rowsOf([['a'], ['b']]);
  expect(rows.at(-1)).toBeUndefined();
  expect(rows.at(2)).toBeUndefined();
  expect(rowsOf([]).at(0)).toBeUndefined();
});

test('gives the first rows, as far as there are that many', () => {
  const rows = rowsOf([['a'], ['b', 'c'], ['d']]);
  expect(rows.first(2)).toEqual(['a', 'b']);
  expect(rows.first(9)).toEqual(['a', 'b', 'c', 'd']);
  expect(rowsOf([]).first(3)).toEqual([]);
});
