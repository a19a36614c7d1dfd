import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, answer, client, type Lead } from '@/api/client';
import type { Draft } from '@/compose/draft';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';

const texts = messages.compose.test;

/** Sends the message of the draft to one address, as the first person of the audience would get it. */
export function TestSend({ draft, person }: { draft: Draft; person: Lead | undefined }) {
  const maySee = useMay('pii:read');
  const [to, setTo] = useState('');
  const send = useMutation({
    mutationFn: async () =>
      (
        await answer(
          client.POST('/api/v1/campaigns/test-send', {
            body: {
              message_template: draft.message,
              subject: draft.subject.trim() === '' ? undefined : draft.subject,
              to: to.trim(),
              lead_id: maySee ? person?.id : undefined,
            },
          }),
        )
      ).data,
  });
  const about = send.error instanceof ApiProblem ? send.error.about('to') : undefined;
  const result = send.data && `${texts.results[send.data.result]} ${send.data.detail ?? ''}`;
  useAnnounced(result);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <form onSubmit={submit} className="stack">
      <div className="row" style={{ alignItems: 'end' }}>
        <TextInput
          label={texts.to}
          value={to}
          error={about}
          onChange={(event) => setTo(event.currentTarget.value)}
          style={{ flex: 1, minWidth: 200 }}
        />
        <Button
          type="submit"
          variant="default"
          loading={send.isPending}
          disabled={to.trim() === '' || draft.message.trim() === ''}
        >
          {texts.send}
        </Button>
      </div>
      {result && <p style={{ margin: 0 }}>{result}</p>}
      {send.error && about === undefined && <Failure error={send.error} />}
    </form>
  );
}
