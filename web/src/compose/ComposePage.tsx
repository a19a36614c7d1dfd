'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { ApiProblem } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { Confirmation } from '@/compose/Confirmation';
import { type Draft, useDraft } from '@/compose/draft';
import { Holding } from '@/compose/Holding';
import { MessageField } from '@/compose/MessageField';
import { create, HOLD_SECONDS, isComplete, isRateValid, useCheck } from '@/compose/order';
import { Preview, usePreviews } from '@/compose/Preview';
import { SaveDraft } from '@/compose/SaveDraft';
import { SegmentChoice } from '@/compose/SegmentChoice';
import { type Place, save, send as sendDraft } from '@/compose/stored';
import { TestSend } from '@/compose/TestSend';
import { useCopy } from '@/compose/useCopy';
import { useStored } from '@/compose/useStored';
import { time } from '@/format';
import { messages } from '@/messages';
import { useSegmentPreview } from '@/segments/queries';
import { useMay } from '@/session/queries';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

const texts = messages.compose;
const PREVIEW_DELAY_MILLIS = 300;
const LATER_MILLIS = 60_000;

export function ComposePage() {
  const [{ segment = '' }] = useUrlState();
  const stored = useDraft(segment);
  const { draft } = stored;
  const loadError = useStored(stored);
  return (
    <>
      <h1>{texts.title}</h1>
      {loadError && <Failure error={loadError} />}
      {draft === null ? <p className="loading">{messages.loading}</p> : <Form stored={{ ...stored, draft }} />}
    </>
  );
}

function Form({ stored }: { stored: Omit<ReturnType<typeof useDraft>, 'draft'> & { draft: Draft } }) {
  const { draft, change, keep, replace, startAt, forget } = stored;
  const router = useRouter();
  const queries = useQueryClient();
  const audience = useSegmentPreview(draft.segment);
  const { copied, error: copyError } = useCopy(replace);
  const [settled] = useDebouncedValue(draft, PREVIEW_DELAY_MILLIS);
  const shown = { template: settled.message, subject: settled.subject, people: audience.data?.sample ?? [] };
  const previews = usePreviews(shown);
  const maySend = useMay('campaigns:send');
  const check = useCheck(settled, { isAllowed: maySend });
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
  const send = useMutation({
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
  const started = () => {
    if (send.data !== undefined) {
      leave(send.data.campaign_id);
    }
  };
  const problem = [send.error, check.error, previews.error].find((error) => error instanceof ApiProblem);
  const about = (field: string) => (problem instanceof ApiProblem ? problem.about(field) : undefined);
  const people = audience.data?.count;
  const size = people === undefined ? undefined : people === 0 ? texts.nobody : texts.people(people);
  useAnnounced(size);
  const isReady = maySend && isComplete(draft) && draft.key === settled.key && !check.isFetching && !check.isError;
  return (
    <div className="columns">
      <div className="stack">
        {copyError && <Failure error={copyError} />}
        {copied && <p className="muted">{texts.copied(copied.name, copied.preheader != null)}</p>}
        <TextInput
          label={texts.name}
          value={draft.name}
          error={about('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <SegmentChoice value={draft.segment} error={about('segment_id')} onChange={(segment) => change({ segment })} />
        <p className="muted" style={{ margin: 0 }}>
          {draft.segment !== '' && audience.isFetching && people === undefined ? texts.counting : size}
        </p>
        {audience.error && <Failure error={audience.error} onRetry={() => audience.refetch()} />}
        <TextInput
          label={texts.subject}
          value={draft.subject}
          error={about('subject')}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
        <MessageField
          value={draft.message}
          error={about('message_template')}
          onChange={(message) => change({ message })}
        />
        <TextInput
          label={texts.rate}
          inputMode="numeric"
          value={draft.rate}
          error={isRateValid(draft) ? about('max_rate') : messages.campaign.limits.invalid}
          onChange={(event) => change({ rate: event.currentTarget.value })}
        />
        {draft.scheduledAt !== '' && isLater(draft.scheduledAt) && (
          <p className="muted note">{messages.drafts.startsAt(time(draft.scheduledAt))}</p>
        )}
        {maySend && send.data === undefined && <SaveDraft draft={draft} onSaved={keep} />}
      </div>
      <div className="stack">
        <Preview {...shown} previews={previews} />
        {maySend && <TestSend draft={draft} person={audience.data?.sample[0]} />}
        {!maySend && <p>{texts.notAllowed}</p>}
        {send.data === undefined && check.data && !check.isError && (
          <Confirmation check={check.data} isReady={isReady} isSending={send.isPending} onSend={() => send.mutate()} />
        )}
        {send.data && !isLater(draft.startsAt) && (
          <Holding
            id={send.data.campaign_id}
            startsAt={draft.startsAt}
            onStarted={started}
            onUndone={() => {
              // The draft became the campaign that was taken back.
              keep({ draftId: '', tag: '', scheduledAt: '' });
              change({});
              send.reset();
            }}
          />
        )}
        {check.error && <Failure error={check.error} />}
        {send.error && <Failure error={send.error} />}
      </div>
    </div>
  );
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

/** Whether somebody would not wait for it on this page. */
const isLater = (start: string) => start !== '' && Date.parse(start) - Date.now() > LATER_MILLIS;

const startOf = (draft: Draft) => (isLater(draft.scheduledAt) ? draft.scheduledAt : inSeconds(HOLD_SECONDS));
