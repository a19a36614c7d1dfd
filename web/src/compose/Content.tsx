import { TextInput } from '@mantine/core';
import type { ReadDraft } from '@/compose/draft';
import { MessageField } from '@/compose/MessageField';
import { isLater, isRateValid } from '@/compose/order';
import { SegmentChoice } from '@/compose/SegmentChoice';
import { time } from '@/format';
import { messages } from '@/messages';
import type { useSegmentPreview } from '@/segments/queries';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';

const texts = messages.compose;

interface ContentProperties extends Pick<ReadDraft, 'draft' | 'change'> {
  audience: ReturnType<typeof useSegmentPreview>;
  /** What the server says of a field. */
  about: (field: string) => string | undefined;
}

/** What is written, to whom, and how fast. */
export function Content({ draft, change, audience, about }: ContentProperties) {
  const people = audience.data?.count;
  const size = people === undefined ? undefined : people === 0 ? texts.nobody : texts.people(people);
  useAnnounced(size);
  return (
    <>
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
      {isLater(draft.scheduledAt) && <p className="muted note">{messages.drafts.startsAt(time(draft.scheduledAt))}</p>}
    </>
  );
}
