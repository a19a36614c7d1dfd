import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { readDraft, useDraft } from '@/compose/draft';

beforeEach(() => localStorage.clear());

it('survives a reload with its key, so that a repeated request creates no second campaign', () => {
  const first = renderHook(() => useDraft(''));
  act(() => first.result.current.change({ name: 'Spring' }));
  const key = first.result.current.draft?.key;
  first.unmount();
  const second = renderHook(() => useDraft(''));
  expect(second.result.current.draft).toMatchObject({ name: 'Spring', key });
});

it('gets another key when something changes', () => {
  const { result } = renderHook(() => useDraft(''));
  const key = result.current.draft?.key;
  act(() => result.current.change({ message: 'Hi' }));
  expect(result.current.draft?.key).not.toBe(key);
});

it('belongs to the stored draft that it was read from, until another takes its place', () => {
  const { result } = renderHook(() => useDraft(''));
  act(() => result.current.replace({ name: 'Spring', draftId: 'draft-1', tag: '"1"' }));
  act(() => result.current.change({ message: 'Hi' }));
  expect(result.current.draft).toMatchObject({ name: 'Spring', message: 'Hi', draftId: 'draft-1', tag: '"1"' });
  const key = result.current.draft?.key;
  act(() => result.current.keep({ draftId: 'draft-1', tag: '"2"', scheduledAt: '' }));
  expect(result.current.draft).toMatchObject({ tag: '"2"', key });
  act(() => result.current.replace({ name: 'Copy' }));
  expect(result.current.draft).toMatchObject({ message: '', draftId: '' });
});

it('takes the segment of the address', () => {
  const { result } = renderHook(() => useDraft('high-spenders'));
  expect(result.current.draft?.segment).toBe('high-spenders');
});

it('ignores what is not a draft', () => {
  for (const text of [null, 'null', '[]', '{', '{"name": 5}']) {
    expect(readDraft(text)).toMatchObject({ name: '', segment: '' });
  }
});

it('keeps the time of its start until something changes', () => {
  const { result } = renderHook(() => useDraft(''));
  act(() => result.current.startAt('2026-11-27T08:00:00Z'));
  expect(result.current.draft?.startsAt).toBe('2026-11-27T08:00:00Z');
  act(() => result.current.change({ name: 'Other' }));
  expect(result.current.draft?.startsAt).toBe('');
});
