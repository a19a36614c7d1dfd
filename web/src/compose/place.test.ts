import { expect, test } from 'vitest';
import { placeOf } from '@/compose/place';

test('finds the place that a problem names', () => {
  expect(placeOf('line 2, column 15: there is no filter "shout"')).toEqual({ line: 2, column: 15 });
});

test('finds none in a problem of the whole text', () => {
  expect(placeOf('is missing; give the text of the message')).toBeUndefined();
});
