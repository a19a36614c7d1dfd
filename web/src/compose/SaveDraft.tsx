import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/client';
import type { Draft } from '@/compose/draft';
import { isRateValid } from '@/compose/order';
import { type Place, save } from '@/compose/stored';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { toast } from '@/ui/toast';

const texts = messages.drafts;

/** Stores what is written on the server, where it is found under Campaigns. */
export function SaveDraft({ draft, onSaved }: { draft: Draft; onSaved: (place: Place) => void }) {
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: () => save(draft),
    onError: (error) => {
      // Somebody else has changed or deleted it: what is written here is kept, as another draft.
      if (error instanceof ApiProblem && (error.status === 404 || error.status === 412)) {
        onSaved({ draftId: '', tag: '', scheduledAt: draft.scheduledAt });
      }
    },
    onSuccess: (place) => {
      onSaved(place);
      queries.invalidateQueries({ queryKey: ['drafts'] });
      toast(texts.saved);
    },
  });
  return (
    <>
      <Button
        style={{ alignSelf: 'start' }}
        variant="default"
        loading={saving.isPending}
        disabled={!isRateValid(draft)}
        onClick={() => saving.mutate()}
      >
        {draft.draftId === '' ? texts.save : texts.saveAgain}
      </Button>
      {saving.error && <Failure error={saving.error} />}
      {saving.error && draft.draftId === '' && <p className="muted note">{texts.lost}</p>}
    </>
  );
}
