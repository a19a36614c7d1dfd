import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Limit } from '@/api/client';
import { count, rate } from '@/format';
import { messages } from '@/messages';
import { isRate } from '@/ui/rate';

const texts = messages.limits;

interface Props {
  limit: Limit;
  /** Undefined removes the limit. */
  onChange: (perSecond: number | undefined) => void;
}

/** A limit that is edited where it stands. */
export function LimitRow({ limit, onChange }: Props) {
  const [text, setText] = useState(String(limit.per_second));
  const isChanged = text.trim() !== String(limit.per_second);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (isRate(text)) {
      onChange(Number(text));
    }
  };
  return (
    <tr>
      <th scope="row">
        {texts.scopes[limit.scope]} {limit.name}
      </th>
      <td className="number">{rate(limit.current_rate)}</td>
      <td className="number">{count(limit.waiting)}</td>
      <td>
        <form onSubmit={save} className="row">
          <TextInput
            size="xs"
            aria-label={texts.rateOf(limit.name)}
            inputMode="numeric"
            value={text}
            error={isRate(text) ? undefined : texts.invalid}
            onChange={(event) => setText(event.currentTarget.value)}
            style={{ maxWidth: 140 }}
          />
          {isChanged && (
            <Button type="submit" size="xs" aria-label={`${texts.save}: ${limit.name}`}>
              {texts.save}
            </Button>
          )}
          <Button
            variant="default"
            size="xs"
            aria-label={`${texts.remove}: ${limit.name}`}
            onClick={() => onChange(undefined)}
          >
            {texts.remove}
          </Button>
        </form>
      </td>
    </tr>
  );
}
