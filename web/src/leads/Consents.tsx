import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiProblem, type Lead } from '@/api/client';
import { time } from '@/format';
import { useConsents, useOptOut, useRecordConsent } from '@/leads/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';

const texts = messages.leads;

/** Whether the person receives messages, and when and where the person agreed to. */
export function Consents({ lead }: { lead: Lead }) {
  const found = useConsents(lead.id);
  const { consents, isPending, error, refetch } = found;
  const mayWrite = useMay('leads:write');
  return (
    <>
      <h2>{texts.consents}</h2>
      <p>{lead.unsubscribed ? texts.unsubscribedHelp : texts.subscribedHelp}</p>
      {mayWrite && (lead.unsubscribed ? <Agreement id={lead.id} /> : <OptOut id={lead.id} />)}
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && !error && consents.length === 0 && <p className="muted">{texts.noConsents}</p>}
      {consents.length > 0 && (
        <ul>
          {consents.map((consent) => (
            <li key={consent.id}>{texts.agreed(time(consent.at), consent.source)}</li>
          ))}
        </ul>
      )}
      <LoadMore {...found} />
    </>
  );
}

function OptOut({ id }: { id: string }) {
  const optOut = useOptOut(id);
  return (
    <>
      <Button variant="default" loading={optOut.isPending} onClick={() => optOut.mutate()}>
        {texts.optOut}
      </Button>
      {optOut.error && <Failure error={optOut.error} />}
    </>
  );
}

/** The only way back from an opt-out needs a source, which is kept. */
function Agreement({ id }: { id: string }) {
  const [source, setSource] = useState('');
  const record = useRecordConsent(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    record.mutate(source);
  };
  const atSource = record.error instanceof ApiProblem ? record.error.about('source') : undefined;
  return (
    <form onSubmit={submit} className="row" style={{ alignItems: 'end' }}>
      <TextInput
        label={texts.source}
        placeholder={texts.sourceExample}
        value={source}
        error={atSource}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={record.isPending} disabled={source.trim() === ''}>
        {texts.agree}
      </Button>
      {record.error && atSource === undefined && <Failure error={record.error} />}
    </form>
  );
}
