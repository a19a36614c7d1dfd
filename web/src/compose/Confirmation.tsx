import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CampaignCheck } from '@/api/client';
import { CheckSheet } from '@/compose/CheckSheet';
import { HOLD_SECONDS } from '@/compose/order';
import { messages } from '@/messages';

const texts = messages.compose;

/** Larger audiences have to be confirmed by typing their number. */
export const TYPED_FROM = 10_000;

interface ConfirmationProperties {
  check: CampaignCheck;
  isReady: boolean;
  isSending: boolean;
  onSend: () => void;
}

export function Confirmation({ check, isReady, isSending, onSend }: ConfirmationProperties) {
  const [typed, setTyped] = useState('');
  const people = check.examined < check.audience ? check.audience : check.recipients;
  const hasToType = people > TYPED_FROM;
  const isConfirmed = !hasToType || typed.replaceAll(/[\s,]/g, '') === String(people);
  return (
    <section aria-labelledby="check" className="stack">
      <h2 id="check" style={{ marginBottom: 0 }}>
        {texts.check}
      </h2>
      <CheckSheet check={check} />
      {hasToType && (
        <TextInput
          label={texts.typeIt(people)}
          inputMode="numeric"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {people > 0 && (
        <>
          <Button style={{ alignSelf: 'start' }} disabled={!isReady || !isConfirmed || isSending} onClick={onSend}>
            {isSending ? texts.sending : texts.send(people)}
          </Button>
          <p className="muted note">{texts.holdHelp(HOLD_SECONDS)}</p>
        </>
      )}
    </section>
  );
}
