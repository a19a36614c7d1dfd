import { Button } from '@mantine/core';
import Link from 'next/link';
import { useDeleteDraft, useDrafts } from '@/drafts/queries';
import { time } from '@/format';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';

const texts = messages.drafts;

/** Campaigns that somebody has begun to write; nothing if there are none. */
export function DraftList() {
  const list = useDrafts();
  const remove = useDeleteDraft();
  if (list.drafts.length === 0) {
    return list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null;
  }
  return (
    <section aria-labelledby="drafts" style={{ marginBottom: 16 }}>
      <h2 id="drafts">{texts.title}</h2>
      {remove.error && <Failure error={remove.error} />}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {list.drafts.map((draft) => {
          const name = draft.name || texts.unnamed;
          return (
            <li key={draft.draft_id} className="row">
              <Link href={`/new?draft=${encodeURIComponent(draft.draft_id)}`} prefetch={false}>
                {name}
              </Link>
              <span className="muted">{texts.changed(time(draft.updated_at), draft.created_by)}</span>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${texts.remove}: ${name}`}
                disabled={remove.isPending}
                onClick={() => remove.mutate(draft)}
              >
                {texts.remove}
              </Button>
            </li>
          );
        })}
      </ul>
      <LoadMore {...list} />
    </section>
  );
}
