import { useState } from 'react';
import { type Group, plain, textOf } from '@/segment/rules';

/** Changes that follow each other faster are undone together, such as the letters of a word. */
const ONE_STEP_MILLIS = 700;

interface History {
  steps: Group[];
  at: number;
  changed: number;
}

const begun = (group: Group): History => ({ steps: [group], at: 0, changed: 0 });

/** The edited rules, with undo and redo. */
export function useHistory(initial: Group, now: () => number = Date.now) {
  const [history, setHistory] = useState(() => begun(initial));
  const current = history.steps[history.at] ?? initial;
  return {
    current,
    canUndo: history.at > 0,
    canRedo: history.at + 1 < history.steps.length,
    undo: () => setHistory((known) => ({ ...known, at: Math.max(0, known.at - 1), changed: 0 })),
    redo: () => setHistory((known) => ({ ...known, at: Math.min(known.steps.length - 1, known.at + 1), changed: 0 })),
    change: (group: Group) => setHistory((known) => changed(known, group, now())),
  };
}

function changed(known: History, group: Group, time: number): History {
  const before = known.steps.slice(0, known.at + 1);
  const last = before[known.at];
  // The builder also reports the ids that it gives to rules.
  if (last !== undefined && textOf(last) === textOf(group)) {
    return { ...known, steps: known.steps.with(known.at, group) };
  }
  const isSameStep = known.at > 0 && time - known.changed < ONE_STEP_MILLIS && shapeOf(last) === shapeOf(group);
  const steps = [...(isSameStep ? before.slice(0, -1) : before), group];
  return { steps, at: steps.length - 1, changed: time };
}

/** The rules without their values: what typing does not change. */
const shapeOf = (group: Group | undefined) =>
  JSON.stringify(plain(group), (name, value: unknown) => (name === 'value' ? null : value));
