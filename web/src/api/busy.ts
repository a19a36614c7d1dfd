import { ApiProblem } from '@/api/client';

const BUSY = 503;
const MOST_FAILURES = 3;
const LONGEST_MILLIS = 30_000;

/** The server has no resources for a request now: it says when to repeat it. */
export interface Pause {
  why: string;
  until: number;
}

let pause: Pause | undefined;
const listeners = new Set<() => void>();

/** The pause before reads are repeated; undefined if there has been none. */
export const currentPause = () => pause;

export function onPause(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const isBusy = (error: Error) => error instanceof ApiProblem && error.status === BUSY;

/** Reads are repeated only where the server may answer the next time: as long as it is busy, and a few times if it is not there. */
export const isWorthRepeating = (failures: number, error: Error) =>
  isBusy(error) || (failures < MOST_FAILURES && error instanceof ApiProblem && error.status === 0);

/** How long to wait before a read is repeated; people see how long if the server is busy. */
export function millisBeforeRepeat(failures: number, error: Error): number {
  const seconds = error instanceof ApiProblem ? error.retryAfter : undefined;
  const millis = seconds === undefined ? Math.min(1_000 * 2 ** failures, LONGEST_MILLIS) : 1_000 * seconds;
  if (isBusy(error)) {
    pause = { why: error.message, until: Date.now() + millis };
    listeners.forEach((listener) => {
      listener();
    });
  }
  return millis;
}
