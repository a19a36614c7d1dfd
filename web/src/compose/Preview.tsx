import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, client, type Lead } from '@/api/client';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';

const texts = messages.compose;

/** The message as members of the segment will read it, rendered by the server that sends it. */
export function Preview({ template, subject, people }: { template: string; subject: string; people: Lead[] }) {
  const [wanted, setWanted] = useState(0);
  const position = Math.min(wanted, Math.max(people.length - 1, 0));
  const person = people[position];
  const isPossible = person !== undefined && template.trim() !== '';
  const { data, error } = useQuery({
    queryKey: ['preview', template, subject, person?.id],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.POST('/api/v1/campaigns/preview', {
            body: {
              message_template: template,
              subject: subject.trim() === '' ? undefined : subject,
              lead_id: person?.id,
            },
            signal,
          }),
        )
      ).data,
    enabled: isPossible,
    placeholderData: keepPreviousData,
  });
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
            disabled={position === 0}
            onClick={() => setWanted(position - 1)}
          >
            ◀
          </Button>
          <Button
            variant="default"
            size="xs"
            aria-label={texts.next}
            disabled={position + 1 >= people.length}
            onClick={() => setWanted(position + 1)}
          >
            ▶
          </Button>
          <span>{texts.previewFor(position + 1, people.length, person.name ?? person.id)}</span>
        </div>
      )}
      {isPossible && error && <Failure error={error} />}
      {isPossible && data && !error && (
        <>
          {data.subject != null && <p className="pre">{data.subject}</p>}
          <p className="pre" data-testid="rendered">
            {data.message}
          </p>
          {data.missing_variables.length > 0 && (
            <p className="muted">{texts.missing(data.missing_variables.join(', '))}</p>
          )}
        </>
      )}
    </section>
  );
}
