import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { ApiProblem } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import type { Draft, ReadDraft } from '@/compose/draft';
import { create, isLater, startOf } from '@/compose/order';
import { type Place, save, send as sendDraft } from '@/compose/stored';

/**
 * Sends what is written: a campaign that starts in a moment, until when it can be taken back here, or at the time that
 * was chosen. Then its page is shown.
 */
export function useSending({ draft, change, keep, startAt, forget }: ReadDraft) {
  const router = useRouter();
  const queries = useQueryClient();
  // Known at once, so that a second click sends the same request as the first.
  const start = useRef<{ key: string; at: string; place: Place | null }>({ key: '', at: '', place: null });
  /** Stores the form and sends it. What was stored once is only sent again. */
  const sendStored = async (complete: Draft) => {
    start.current.place ??= await save(complete, start.current.at);
    keep(start.current.place);
    return sendDraft(start.current.place, complete.key);
  };
  const leave = (id: string) => {
    forget();
    queries.invalidateQueries({ queryKey: ['campaigns'] });
    queries.invalidateQueries({ queryKey: ['drafts'] });
    router.push(campaignHref(id));
  };
  const sending = useMutation({
    mutationFn: () => {
      if (start.current.key !== draft.key) {
        start.current = { key: draft.key, at: draft.startsAt === '' ? startOf(draft) : draft.startsAt, place: null };
      }
      startAt(start.current.at);
      return draft.draftId === '' ? create(draft, start.current.at) : sendStored(draft);
    },
    onSuccess: (created) => {
      // It cannot be taken back here for hours.
      if (isLater(start.current.at)) {
        leave(created.campaign_id);
      }
    },
    onError: (error) => {
      // The start of an earlier attempt has passed.
      if (error instanceof ApiProblem && error.about('scheduled_at') !== undefined) {
        change({});
      }
    },
  });
  const id = sending.data?.campaign_id;
  return {
    id,
    error: sending.error,
    isPending: sending.isPending,
    send: () => sending.mutate(),
    onStarted: () => {
      if (id !== undefined) {
        leave(id);
      }
    },
    onUndone: () => {
      // The draft became the campaign that was taken back.
      keep({ draftId: '', tag: '', scheduledAt: '' });
      change({});
      sending.reset();
    },
  };
}
