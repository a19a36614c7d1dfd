'use client';

import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { ApiProblem, answer, client } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { Confirmation } from '@/compose/Confirmation';
import { type Draft, useDraft } from '@/compose/draft';
import { Preview } from '@/compose/Preview';
import { messages } from '@/messages';
import { useSegmentPreview, useSegments } from '@/segments/queries';
import { Failure } from '@/ui/Failure';
import { isRate } from '@/ui/rate';
import { useUrlState } from '@/ui/urlState';

const texts = messages.compose;
const PREVIEW_DELAY_MILLIS = 300;

export function ComposePage() {
  const [{ segment = '' }] = useUrlState();
  const { draft, change, forget } = useDraft(segment);
  return (
    <>
      <h1>{texts.title}</h1>
      {draft === null ? (
        <p className="loading">{messages.loading}</p>
      ) : (
        <Form draft={draft} change={change} forget={forget} />
      )}
    </>
  );
}

interface FormProperties {
  draft: Draft;
  change: (changes: Partial<Omit<Draft, 'key'>>) => void;
  forget: () => void;
}

function Form({ draft, change, forget }: FormProperties) {
  const router = useRouter();
  const queries = useQueryClient();
  const segments = useSegments();
  const audience = useSegmentPreview(draft.segment);
  const [template] = useDebouncedValue(draft.message, PREVIEW_DELAY_MILLIS);
  const [subject] = useDebouncedValue(draft.subject, PREVIEW_DELAY_MILLIS);
  const send = useMutation({
    mutationFn: async () => (await create(draft)).data,
    onSuccess: (created) => {
      forget();
      queries.invalidateQueries({ queryKey: ['campaigns'] });
      router.push(campaignHref(created.campaign_id));
    },
  });
  const about = (field: string) => (send.error instanceof ApiProblem ? send.error.about(field) : undefined);
  const isRateValid = draft.rate.trim() === '' || isRate(draft.rate);
  const people = audience.data?.count;
  const isReady = draft.name.trim() !== '' && draft.message.trim() !== '' && isRateValid && people !== undefined;
  return (
    <div className="columns">
      <div className="stack">
        <TextInput
          label={texts.name}
          value={draft.name}
          error={about('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={texts.segment}
          value={draft.segment}
          error={about('segment_id')}
          data={[
            { value: '', label: texts.choose },
            ...segments.segments.map((each) => ({ value: each.segment_id, label: each.name })),
          ]}
          onChange={(event) => change({ segment: event.currentTarget.value })}
        />
        {segments.error && <Failure error={segments.error} onRetry={() => segments.refetch()} />}
        <p role="status" className="muted" style={{ margin: 0 }}>
          {draft.segment !== '' && audience.isFetching && people === undefined && texts.counting}
          {people !== undefined && (people === 0 ? texts.nobody : texts.people(people))}
        </p>
        {audience.error && <Failure error={audience.error} onRetry={() => audience.refetch()} />}
        <TextInput
          label={texts.subject}
          value={draft.subject}
          error={about('subject')}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
        <Textarea
          label={texts.message}
          description={texts.messageHelp}
          rows={7}
          value={draft.message}
          error={about('message_template')}
          onChange={(event) => change({ message: event.currentTarget.value })}
        />
        <TextInput
          label={texts.rate}
          inputMode="numeric"
          value={draft.rate}
          error={isRateValid ? about('max_rate') : messages.campaign.limits.invalid}
          onChange={(event) => change({ rate: event.currentTarget.value })}
        />
      </div>
      <div className="stack">
        <Preview template={template} subject={subject} people={audience.data?.sample ?? []} />
        <Confirmation
          people={people}
          isReady={isReady}
          isSending={send.isPending || send.isSuccess}
          onSend={() => send.mutate()}
        />
        {send.error && <Failure error={send.error} />}
      </div>
    </div>
  );
}

/** Repeating it with the same key returns the first answer. */
function create(draft: Draft) {
  return answer(
    client.POST('/api/v1/campaigns', {
      params: { header: { 'Idempotency-Key': draft.key } },
      body: {
        name: draft.name.trim(),
        segment_id: draft.segment,
        message_template: draft.message,
        subject: draft.subject.trim() === '' ? undefined : draft.subject,
        max_rate: draft.rate.trim() === '' ? undefined : Number(draft.rate),
      },
    }),
  );
}
