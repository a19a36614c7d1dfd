'use client';

import { ComposeForm } from '@/compose/ComposeForm';
import { useDraft } from '@/compose/draft';
import { useStored } from '@/compose/useStored';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

/** A new campaign, or the one that was begun. */
export function ComposePage() {
  const [{ segment = '' }] = useUrlState();
  const stored = useDraft(segment);
  const { draft } = stored;
  const loadError = useStored(stored);
  return (
    <>
      <h1>{messages.compose.title}</h1>
      {loadError && <Failure error={loadError} />}
      {draft === null ? <p className="loading">{messages.loading}</p> : <ComposeForm stored={{ ...stored, draft }} />}
    </>
  );
}
