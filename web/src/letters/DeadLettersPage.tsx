'use client';

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { DeadLetter } from '@/api/client';
import { LetterCard } from '@/letters/LetterCard';
import { useLetters, useReplay } from '@/letters/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { Choice, named } from '@/ui/Choice';
import { Failure } from '@/ui/Failure';
import { ScanState } from '@/ui/ScanState';
import { toast } from '@/ui/toast';
import { useUrlState, useUrlText } from '@/ui/urlState';

const texts = messages.letters;
const TYPING_MILLIS = 300;
/** As many as one request may replay. */
const MAX_AT_ONCE = 100;
const ORIGINS = ['campaign.jobs', 'campaign.send_jobs', 'campaign.delivery_receipts'];

export function DeadLettersPage() {
  const [{ from_topic: fromTopic = '' }, setUrl] = useUrlState();
  const [reason, setReason] = useUrlText('reason');
  // Errors quote addresses, so to search them needs the scope to see these.
  const maySearch = useMay('pii:read');
  const [searched] = useDebouncedValue(maySearch ? reason.trim() : '', TYPING_MILLIS);
  const { letters, scanned, total, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useLetters(searched, fromTopic);
  const replay = useReplay();
  const run = (chosen: DeadLetter[]) =>
    replay.mutate(chosen, {
      onSuccess: (results) => toast(texts.done(results.map(({ result }) => result))),
    });
  const open = letters.filter((letter) => !letter.replayed).slice(0, MAX_AT_ONCE);
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="muted">{texts.help}</p>
      <div className="row" style={{ marginBottom: 12 }}>
        {maySearch && (
          <TextInput
            aria-label={texts.reason}
            placeholder={texts.reason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Choice
          aria-label={texts.from}
          value={fromTopic}
          options={[{ value: '', label: texts.anyTopic }, ...named(ORIGINS)]}
          onChange={(chosen) => setUrl({ from_topic: chosen })}
        />
        {open.length > 1 && (
          <Button variant="default" loading={replay.isPending} onClick={() => run(open)}>
            {texts.replayAll(open.length)}
          </Button>
        )}
      </div>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {replay.error && <Failure error={replay.error} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && letters.length === 0 && (
        <p>{searched === '' && fromTopic === '' ? texts.empty : texts.none}</p>
      )}
      <ul className="cards" aria-label={texts.title}>
        {letters.map((letter) => (
          <LetterCard
            key={`${letter.partition}:${letter.offset}`}
            letter={letter}
            isReplaying={replay.isPending}
            onReplay={() => run([letter])}
          />
        ))}
      </ul>
      {!isPending && (
        <ScanState
          scanned={scanned}
          total={total}
          onMore={hasNextPage ? () => fetchNextPage() : undefined}
          isLooking={isFetchingNextPage}
        />
      )}
    </>
  );
}
