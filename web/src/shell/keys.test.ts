import { expect, it } from 'vitest';
import { actionOf } from '@/shell/keys';

it('goes to a place after g, and only then', () => {
  expect(actionOf('g', false)).toEqual({ kind: 'wait' });
  expect(actionOf('c', true)).toEqual({ kind: 'go', href: '/campaigns' });
  expect(actionOf('c', false)).toBeUndefined();
  expect(actionOf('n', true)).toBeUndefined();
  expect(actionOf('constructor', false)).toBeUndefined();
});

it('moves in lists, filters, and helps', () => {
  expect(actionOf('j', false)).toEqual({ kind: 'move', by: 1 });
  expect(actionOf('k', false)).toEqual({ kind: 'move', by: -1 });
  expect(actionOf('/', false)).toEqual({ kind: 'filter' });
  expect(actionOf('?', false)).toEqual({ kind: 'help' });
});
