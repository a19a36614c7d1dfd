import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { placeholder } from '@/compose/placeholder';
import { messages } from '@/messages';
import { useFields } from '@/segment/queries';

const texts = messages.compose;

interface Props {
  value: string;
  error: ReactNode;
  onChange: (message: string) => void;
}

/** The message, and what can be put into it: nobody has to know how a placeholder is written. */
export function MessageField({ value, error, onChange }: Props) {
  const text = useRef<HTMLTextAreaElement>(null);
  const [field, setField] = useState('name');
  const [fallback, setFallback] = useState('');
  const fields = useFields().data ?? [];
  const insert = () => {
    const area = text.current;
    const inserted = placeholder(field, fallback);
    const start = area?.selectionStart ?? value.length;
    onChange(value.slice(0, start) + inserted + value.slice(area?.selectionEnd ?? start));
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(start + inserted.length, start + inserted.length);
    });
  };
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Textarea
        ref={text}
        label={texts.message}
        description={texts.messageHelp}
        rows={7}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className="row" style={{ alignItems: 'end' }}>
        <NativeSelect
          label={texts.insertField}
          value={field}
          data={[...new Set(['name', ...fields.map(({ name }) => name)])]}
          onChange={(event) => setField(event.currentTarget.value)}
        />
        <TextInput
          label={texts.insertDefault}
          placeholder={texts.insertDefaultExample}
          value={fallback}
          onChange={(event) => setFallback(event.currentTarget.value)}
        />
        <Button variant="default" onClick={insert}>
          {texts.insert}
        </Button>
      </div>
    </div>
  );
}
