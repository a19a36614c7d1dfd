import type { TraceStep } from '@/api/client';
import { shortDuration } from '@/format';

type Lane = TraceStep['lane'];
const ALWAYS: Lane[] = ['plan', 'jobs', 'send_jobs', 'provider', 'receipts', 'log'];

/** The lanes in pipeline order; dead letters only if there are any. */
export const laneOrder = (steps: Pick<TraceStep, 'lane'>[]): Lane[] =>
  steps.some(({ lane }) => lane === 'dead_letters') ? [...ALWAYS, 'dead_letters'] : ALWAYS;

/** The time since the step before, for people; empty for the first. */
export function since(steps: Pick<TraceStep, 'at'>[], index: number): string {
  const before = steps[index - 1];
  const step = steps[index];
  return before === undefined || step === undefined
    ? ''
    : `+${shortDuration(Date.parse(step.at) - Date.parse(before.at))}`;
}
