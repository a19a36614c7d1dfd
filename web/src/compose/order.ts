import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, client } from '@/api/client';
import { contentOf } from '@/compose/content';
import type { Draft } from '@/compose/draft';
import { isRate } from '@/ui/rate';

/** Sending cannot be undone, so it waits for so long, and can be undone until then. */
export const HOLD_SECONDS = 10;

const LATER_MILLIS = 60_000;

/** Whether somebody would not wait for it on this page. */
export const isLater = (start: string) => start !== '' && Date.parse(start) - Date.now() > LATER_MILLIS;

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

/** When a campaign starts that is sent now. */
export const startOf = ({ scheduledAt }: Draft) => (isLater(scheduledAt) ? scheduledAt : inSeconds(HOLD_SECONDS));

export const isRateValid = (draft: Draft) => draft.rate.trim() === '' || isRate(draft.rate);

export const isComplete = (draft: Draft) =>
  draft.name.trim() !== '' && draft.segment !== '' && draft.message.trim() !== '' && isRateValid(draft);

/** What the campaign would do. */
export function useCheck(draft: Draft, { isAllowed }: { isAllowed: boolean }) {
  const body = contentOf(draft);
  return useQuery({
    queryKey: ['campaign-check', body],
    queryFn: async ({ signal }) => (await answer(client.POST('/api/v1/campaigns/check', { body, signal }))).data,
    enabled: isAllowed && isComplete(draft),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Repeating it with the same key and time returns the first answer. */
export async function create(draft: Draft, startsAt: string) {
  const { data } = await answer(
    client.POST('/api/v1/campaigns', {
      params: { header: { 'Idempotency-Key': draft.key } },
      body: { ...contentOf(draft), scheduled_at: startsAt },
    }),
  );
  return data;
}

export const cancel = (id: string) =>
  answer(client.POST('/api/v1/campaigns/{id}/cancel', { params: { path: { id } } }));
