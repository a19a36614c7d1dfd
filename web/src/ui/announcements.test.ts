import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Announcements, PAUSE_MILLIS } from '@/ui/announcements';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('says the first text at once, and of the following ones only the latest, five seconds later', () => {
  const announcements = new Announcements();
  const heard: string[] = [];
  announcements.subscribe(() => heard.push(announcements.current()));
  announcements.announce('10 %');
  announcements.announce('20 %');
  announcements.announce('30 %');
  expect(heard).toEqual(['10 %']);
  vi.advanceTimersByTime(PAUSE_MILLIS - 1);
  expect(heard).toEqual(['10 %']);
  vi.advanceTimersByTime(1);
  expect(heard).toEqual(['10 %', '30 %']);
});

it('never says more than one text in five seconds, and none twice in a row', () => {
  const announcements = new Announcements();
  const times: number[] = [];
  announcements.subscribe(() => times.push(Date.now()));
  for (let tick = 0; tick < 300; tick++) {
    announcements.announce(`${tick} settled`);
    vi.advanceTimersByTime(100);
  }
  expect(times.length).toBeGreaterThan(4);
  times.slice(1).forEach((time, index) => {
    expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(PAUSE_MILLIS);
  });
  vi.advanceTimersByTime(2 * PAUSE_MILLIS);
  const said = times.length;
  announcements.announce(announcements.current());
  announcements.announce(announcements.current());
  vi.advanceTimersByTime(2 * PAUSE_MILLIS);
  expect(times.length).toBe(said + 1);
});
