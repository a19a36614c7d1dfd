import { expect, it } from 'vitest';
import { currentPause, isWorthRepeating, millisBeforeRepeat, onPause } from '@/api/busy';
import { ApiProblem, answer } from '@/api/client';

const refusal = (status: number, headers: Record<string, string> = {}) =>
  answer(
    Promise.resolve({
      error: { detail: 'The store does not answer; try again.' },
      response: new Response(null, { status, headers }),
    }),
  ).catch((error: Error) => error) as Promise<ApiProblem>;

it('repeats a read as long as the server is busy, a few times if it is away, and never after another refusal', async () => {
  expect(isWorthRepeating(40, await refusal(503))).toBe(true);
  expect(isWorthRepeating(2, new ApiProblem(0, 'away'))).toBe(true);
  expect(isWorthRepeating(3, new ApiProblem(0, 'away'))).toBe(false);
  expect(isWorthRepeating(0, await refusal(400))).toBe(false);
  expect(isWorthRepeating(0, await refusal(404))).toBe(false);
});

it('waits as long as the server says, and tells how long', async () => {
  let told = 0;
  const leave = onPause(() => told++);
  expect(millisBeforeRepeat(0, await refusal(503, { 'Retry-After': '7' }))).toBe(7_000);
  expect(told).toBe(1);
  expect(currentPause()?.why).toBe('The store does not answer; try again.');
  leave();
});

it('waits longer each time if the server says nothing', async () => {
  expect(millisBeforeRepeat(0, new ApiProblem(0, 'away'))).toBe(1_000);
  expect(millisBeforeRepeat(2, new ApiProblem(0, 'away'))).toBe(4_000);
  expect(millisBeforeRepeat(9, new ApiProblem(0, 'away'))).toBe(30_000);
  expect(millisBeforeRepeat(0, await refusal(503, { 'Retry-After': 'soon' }))).toBe(1_000);
});
