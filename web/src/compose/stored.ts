import { answer, client, type StoredDraft } from '@/api/client';
import { contentOf } from '@/compose/content';
import type { Draft } from '@/compose/draft';

/** Where a draft is stored, and the state of it that the form has seen. */
export type Place = Pick<Draft, 'draftId' | 'tag' | 'scheduledAt'>;

const placeOf = (stored: StoredDraft, response: Response | undefined): Place => ({
  draftId: stored.draft_id,
  tag: response?.headers.get('ETag') ?? '',
  scheduledAt: stored.scheduled_at ?? '',
});

/** What the form takes of a stored draft. */
export const formOf = (stored: StoredDraft) => ({
  name: stored.name ?? '',
  segment: stored.segment_id ?? '',
  message: stored.message_template ?? '',
  subject: stored.subject ?? '',
  rate: stored.max_rate?.toString() ?? '',
});

/** What the form has not, such as the channel, stays as it is. */
const patchOf = (draft: Draft) => {
  const { name, segment_id, message_template, subject, max_rate } = contentOf(draft);
  return {
    name: name === '' ? null : name,
    segment_id: segment_id === '' ? null : segment_id,
    message_template: message_template === '' ? null : message_template,
    subject: subject ?? null,
    max_rate: max_rate ?? null,
  };
};

export async function load(id: string, signal: AbortSignal) {
  const request = client.GET('/api/v1/drafts/{id}', { params: { path: { id } }, signal });
  const { data } = await answer(request);
  return { stored: data, place: placeOf(data, (await request).response) };
}

/** Stores the form as a new draft, or in place of the state that it was read from. */
export async function save(draft: Draft, startsAt?: string): Promise<Place> {
  if (draft.draftId === '') {
    const { name, segment_id, message_template, subject, max_rate } = contentOf(draft);
    const body = { name, segment_id, message_template, subject, max_rate };
    const request = client.POST('/api/v1/drafts', {
      params: { header: { 'Idempotency-Key': `${draft.key}-draft` } },
      body,
    });
    const { data } = await answer(request);
    return placeOf(data, (await request).response);
  }
  const request = client.PATCH('/api/v1/drafts/{id}', {
    params: { path: { id: draft.draftId }, header: { 'If-Match': draft.tag } },
    body: { ...patchOf(draft), ...(startsAt !== undefined && { scheduled_at: startsAt }) },
  });
  const { data } = await answer(request);
  return placeOf(data, (await request).response);
}

/** Creates the campaign of a draft; repeating it answers with the same campaign. */
export async function send(place: Place, key: string) {
  const { data } = await answer(
    client.POST('/api/v1/drafts/{id}/send', {
      params: { path: { id: place.draftId }, header: { 'If-Match': place.tag, 'Idempotency-Key': key } },
    }),
  );
  return data;
}
