import type { Draft } from '@/compose/draft';

/** What the form says of a campaign. */
export const contentOf = (draft: Draft) => ({
  name: draft.name.trim(),
  segment_id: draft.segment,
  message_template: draft.message,
  subject: draft.subject.trim() === '' ? undefined : draft.subject,
  max_rate: draft.rate.trim() === '' ? undefined : Number(draft.rate),
});
