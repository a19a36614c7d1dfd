import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Target } from '@/limits/queries';
import { messages } from '@/messages';
import { Choice } from '@/ui/Choice';
import { isRate } from '@/ui/rate';

const texts = messages.limits;

/** A limit for a channel or a mail domain that has none. */
export function NewLimit({ onAdd }: { onAdd: (target: Target, perSecond: number) => void }) {
  const [isChannel, setChannel] = useState(false);
  const [name, setName] = useState('');
  const [rate, setRate] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && isRate(rate)) {
      onAdd({ scope: isChannel ? 'channel' : 'domain', name: name.trim() }, Number(rate));
      setName('');
      setRate('');
    }
  };
  return (
    <>
      <h2>{texts.add}</h2>
      <form onSubmit={add} className="row" style={{ alignItems: 'end' }}>
        <Choice
          label={texts.appliesTo}
          value={isChannel ? 'channel' : 'domain'}
          options={[
            { value: 'domain', label: texts.scopes.domain },
            { value: 'channel', label: texts.scopes.channel },
          ]}
          onChange={(scope) => setChannel(scope === 'channel')}
        />
        <TextInput
          label={texts.name}
          placeholder={isChannel ? 'simulator' : 'gmail.com'}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={texts.perSecond}
          inputMode="numeric"
          value={rate}
          error={rate === '' || isRate(rate) ? undefined : texts.invalid}
          onChange={(event) => setRate(event.currentTarget.value)}
        />
        <Button type="submit">{texts.add}</Button>
      </form>
    </>
  );
}
