import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { messages } from '@/messages';

const texts = messages.compose;

/** Larger audiences have to be confirmed by typing their number. */
export const TYPED_FROM = 10_000;

interface ConfirmationProperties {
  people: number | undefined;
  isReady: boolean;
  isSending: boolean;
  onSend: () => void;
}

export function Confirmation({ people, isReady, isSending, onSend }: ConfirmationProperties) {
  const [typed, setTyped] = useState('');
  if (people === undefined || people === 0) {
    return null;
  }
  const hasToType = people > TYPED_FROM;
  const isConfirmed = !hasToType || typed.replaceAll(/[\s,]/g, '') === String(people);
  return (
    <section aria-labelledby="check" className="stack">
      <h2 id="check" style={{ marginBottom: 0 }}>
        {texts.check}
      </h2>
      <p style={{ margin: 0 }}>{texts.checkHelp(people)}</p>
      {hasToType && (
        <TextInput
          label={texts.typeIt(people)}
          inputMode="numeric"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Button style={{ alignSelf: 'start' }} disabled={!isReady || !isConfirmed || isSending} onClick={onSend}>
        {isSending ? texts.sending : texts.send(people)}
      </Button>
    </section>
  );
}
