import { act, renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { EMPTY, type Group } from '@/segment/rules';
import { useHistory } from '@/segment/useHistory';

const age = (value: number): Group => ({ ...EMPTY, rules: [{ field: 'age', operator: '>', value }] });

function started() {
  let time = 0;
  const { result } = renderHook(() => useHistory(EMPTY, () => time));
  return {
    get rules() {
      return result.current;
    },
    change: (group: Group, at: number) => {
      time = at;
      act(() => result.current.change(group));
    },
    undo: () => act(() => result.current.undo()),
    redo: () => act(() => result.current.redo()),
  };
}

it('undoes and redoes steps', () => {
  const history = started();
  history.change(age(1), 1_000);
  history.change(age(2), 5_000);
  history.undo();
  expect(history.rules.current).toEqual(age(1));
  history.redo();
  expect(history.rules.current).toEqual(age(2));
  expect(history.rules.canRedo).toBe(false);
});

it('undoes what was typed in one go together', () => {
  const history = started();
  history.change(age(0), 1_000);
  history.change(age(1), 5_000);
  history.change(age(12), 5_200);
  history.undo();
  expect(history.rules.current).toEqual(age(0));
});

it('makes a step of its own of a rule that is added, however fast', () => {
  const history = started();
  history.change(age(1), 1_000);
  history.change({ ...EMPTY, rules: [...age(1).rules, ...age(2).rules] }, 1_100);
  history.undo();
  expect(history.rules.current).toEqual(age(1));
});

it('makes no step of ids that the builder adds', () => {
  const history = started();
  history.change({ ...EMPTY, id: 'x' }, 1_000);
  expect(history.rules.canUndo).toBe(false);
});

it('forgets what was undone when something else is changed', () => {
  const history = started();
  history.change(age(1), 1_000);
  history.undo();
  history.change(age(2), 5_000);
  expect(history.rules.canRedo).toBe(false);
});
