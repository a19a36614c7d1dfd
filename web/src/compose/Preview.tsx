import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, client, type Lead, type LeadPreview } from '@/api/client';
import { MissingValues } from '@/compose/MissingValues';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';

const texts = messages.compose;
const AT_ONCE = 3;

/** A message, and members of the segment. */
interface Shown {
  template: string;
  subject: string;
  people: Lead[];
}

/** The message rendered for all these people by the server that sends it. */
export function usePreviews({ template, subject, people }: Shown) {
  const ids = people.map((person) => person.id);
  return useQuery({
    queryKey: ['previews', template, subject, ids],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.POST('/api/v1/campaigns/previews', {
            body: {
              message_template: template,
              subject: subject.trim() === '' ? undefined : subject,
              lead_ids: ids,
            },
            signal,
          }),
        )
      ).data,
    enabled: people.length > 0 && template.trim() !== '',
    placeholderData: keepPreviousData,
  });
}

/** The message as members of the segment will read it, some at once. */
export function Preview({ template, people, previews }: Shown & { previews: ReturnType<typeof usePreviews> }) {
  const [wanted, setWanted] = useState(0);
  const first = wanted < people.length ? wanted : 0;
  const shown = people.slice(first, first + AT_ONCE);
  const { data, error } = previews;
  const isPossible = people.length > 0 && template.trim() !== '';
  return (
    <section aria-labelledby="preview">
      <h2 id="preview" style={{ marginTop: 0 }}>
        {texts.preview}
      </h2>
      {!isPossible && <p className="muted">{texts.noPreview}</p>}
      {isPossible && (
        <div className="row" style={{ marginBottom: 8 }}>
          <Button
            variant="default"
            size="xs"
            aria-label={texts.previous}
            disabled={first === 0}
            onClick={() => setWanted(Math.max(0, first - AT_ONCE))}
          >
            ◀
          </Button>
          <Button
            variant="default"
            size="xs"
            aria-label={texts.next}
            disabled={first + AT_ONCE >= people.length}
            onClick={() => setWanted(first + AT_ONCE)}
          >
            ▶
          </Button>
          <span>{texts.previewFor(first + 1, first + shown.length, people.length)}</span>
        </div>
      )}
      {isPossible && error && <Failure error={error} />}
      {isPossible && data && !error && (
        <ul className="cards">
          {shown.map((person) => (
            <Message
              key={person.id}
              name={person.name ?? person.id}
              preview={data.previews.find(({ lead_id }) => lead_id === person.id)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Message({ name, preview }: { name: string; preview: LeadPreview | undefined }) {
  return (
    preview && (
      <li>
        <p className="muted">{name}</p>
        {preview.subject != null && (
          <p>
            <b>{preview.subject}</b>
          </p>
        )}
        <p style={{ whiteSpace: 'pre-wrap' }} data-testid="rendered">
          {preview.message}
        </p>
        <MissingValues of={preview} />
      </li>
    )
  );
}
