import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Progress } from '@/api/client';
import { CampaignStream } from '@/live/stream';

class FakeSource {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 1;
  onerror: (() => void) | undefined;
  private readonly listeners = new Map<string, (event: { data: string }) => void>();

  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }

  addEventListener(type: string, listener: (event: { data: string }) => void) {
    this.listeners.set(type, listener);
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }

  send(type: string, id: string) {
    this.listeners.get(type)?.({ data: JSON.stringify({ campaign_id: id }) });
  }

  fail(readyState: number) {
    this.readyState = readyState;
    this.onerror?.();
  }
}

const open = () => FakeSource.all.filter((source) => source.readyState !== FakeSource.CLOSED);
const idsOf = (source: FakeSource | undefined) => source?.url.replace('/api/v1/events?campaigns=', '');
let stream: CampaignStream;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeSource);
  FakeSource.all = [];
  stream = new CampaignStream();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('has one connection for all followers, and each hears of its own campaigns', () => {
  const heard: string[] = [];
  const follower = (name: string) => ({
    onProgress: (progress: Progress, isLast: boolean) => heard.push(`${name} ${progress.campaign_id} ${isLast}`),
  });
  stream.follow(['a', 'b'], follower('one'));
  stream.follow(['b'], follower('two'));
  vi.runAllTimers();
  expect(open().map(idsOf)).toEqual(['a,b']);
  open()[0]?.send('stats', 'a');
  open()[0]?.send('stats', 'b');
  expect(heard).toEqual(['one a false', 'one b false', 'two b false']);
});

it('opens a new connection for further campaigns, none for fewer, and closes it after the last', () => {
  const leave = stream.follow(['a'], { onProgress: () => {} });
  vi.runAllTimers();
  const leaveTwo = stream.follow(['b'], { onProgress: () => {} });
  vi.runAllTimers();
  expect(open().map(idsOf)).toEqual(['a,b']);
  leave();
  vi.runAllTimers();
  expect(open().map(idsOf)).toEqual(['a,b']);
  leaveTwo();
  expect(open()).toEqual([]);
});

it('closes the connection when everything has ended, and opens one for what goes on', () => {
  const last: boolean[] = [];
  const follower = { onProgress: (_: Progress, isLast: boolean) => last.push(isLast), onGone: vi.fn() };
  const leave = stream.follow(['a', 'b'], follower);
  vi.runAllTimers();
  const [source] = open();
  source?.send('gone', 'b');
  source?.send('done', 'a');
  expect(last).toEqual([true]);
  expect(follower.onGone).toHaveBeenCalledWith('b');
  expect(open()).toEqual([]);
  leave();
  stream.follow(['a'], follower);
  vi.runAllTimers();
  expect(open().map(idsOf)).toEqual(['a']);
});

it('says that it is lost, and connects again if the browser has given up', () => {
  const onLost = vi.fn();
  stream.follow(['a'], { onProgress: () => {}, onLost });
  vi.runAllTimers();
  FakeSource.all[0]?.fail(0);
  expect(onLost).toHaveBeenLastCalledWith(false);
  vi.runAllTimers();
  expect(FakeSource.all.length).toBe(1);
  FakeSource.all[0]?.fail(FakeSource.CLOSED);
  expect(onLost).toHaveBeenLastCalledWith(true);
  vi.advanceTimersByTime(1_999);
  expect(open()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(open().length).toBe(1);
});

it('is closed while the page is hidden', () => {
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  stream.follow(['a'], { onProgress: () => {} });
  vi.runAllTimers();
  expect(open()).toEqual([]);
  visibility.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(open().length).toBe(1);
  visibility.mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(open()).toEqual([]);
  visibility.mockRestore();
});
