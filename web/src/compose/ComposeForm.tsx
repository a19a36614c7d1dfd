import { useDebouncedValue } from '@mantine/hooks';
import { ApiProblem } from '@/api/client';
import { Confirmation } from '@/compose/Confirmation';
import { Content } from '@/compose/Content';
import type { ReadDraft } from '@/compose/draft';
import { Holding } from '@/compose/Holding';
import { isComplete, isLater, useCheck } from '@/compose/order';
import { Preview, usePreviews } from '@/compose/Preview';
import { SaveDraft } from '@/compose/SaveDraft';
import { TestSend } from '@/compose/TestSend';
import { useCopy } from '@/compose/useCopy';
import { useSending } from '@/compose/useSending';
import { messages } from '@/messages';
import { useSegmentPreview } from '@/segments/queries';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';

const texts = messages.compose;
const PREVIEW_DELAY_MILLIS = 300;

/** Beside what is written: how people will read it, who gets it, and the button that sends it. */
export function ComposeForm({ stored }: { stored: ReadDraft }) {
  const { draft, change, keep, replace } = stored;
  const audience = useSegmentPreview(draft.segment);
  const { copied, error: copyError } = useCopy(replace);
  const [settled] = useDebouncedValue(draft, PREVIEW_DELAY_MILLIS);
  const shown = { template: settled.message, subject: settled.subject, people: audience.data?.sample ?? [] };
  const previews = usePreviews(shown);
  const maySend = useMay('campaigns:send');
  const check = useCheck(settled, { isAllowed: maySend });
  const sending = useSending(stored);
  const problem = [sending.error, check.error, previews.error].find((error) => error instanceof ApiProblem);
  const isReady = maySend && isComplete(draft) && draft.key === settled.key && !check.isFetching && !check.isError;
  return (
    <div className="columns">
      <div className="stack">
        {copyError && <Failure error={copyError} />}
        {copied && <p className="muted">{texts.copied(copied.name, copied.preheader != null)}</p>}
        <Content draft={draft} change={change} audience={audience} about={(field) => problem?.about(field)} />
        {maySend && sending.id === undefined && <SaveDraft draft={draft} onSaved={keep} />}
      </div>
      <div className="stack">
        <Preview {...shown} previews={previews} />
        {maySend && <TestSend draft={draft} person={audience.data?.sample[0]} />}
        {!maySend && <p>{texts.notAllowed}</p>}
        {sending.id === undefined && check.data && !check.isError && (
          <Confirmation check={check.data} isReady={isReady} isSending={sending.isPending} onSend={sending.send} />
        )}
        {sending.id !== undefined && !isLater(draft.startsAt) && (
          <Holding
            id={sending.id}
            startsAt={draft.startsAt}
            onStarted={sending.onStarted}
            onUndone={sending.onUndone}
          />
        )}
        {check.error && <Failure error={check.error} />}
        {sending.error && <Failure error={sending.error} />}
      </div>
    </div>
  );
}
