import { Button, Input, Textarea, TextInput } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useId, useRef, useState } from 'react';
import { placeholder } from '@/compose/placeholder';
import type { EditorHandle, EditorProps } from '@/compose/TemplateEditor';
import { messages } from '@/messages';
import { useFields } from '@/segment/queries';
import { Choice, named } from '@/ui/Choice';

const texts = messages.compose;

/** The page is of use without the colors, too. */
const Editor = dynamic(() => import('@/compose/TemplateEditor').catch(() => ({ default: PlainEditor })), {
  ssr: false,
  loading: () => <div className="editor-place" />,
});

interface Props {
  value: string;
  error: string | undefined;
  onChange: (message: string) => void;
}

/** The message, and what can be put into it: nobody has to know how a placeholder is written. */
export function MessageField({ value, error, onChange }: Props) {
  const id = useId();
  const editor = useRef<EditorHandle>(null);
  const [field, setField] = useState('name');
  const [fallback, setFallback] = useState('');
  const fields = useFields().data ?? [];
  const names = [...new Set(['name', ...fields.map(({ name }) => name)])];
  const insert = () => {
    const inserted = placeholder(field, fallback);
    if (editor.current === null) {
      onChange(value + inserted);
    } else {
      editor.current.insert(inserted);
    }
  };
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Input.Wrapper id={id} label={texts.message} labelElement="div" description={texts.messageHelp} error={error}>
        <div style={{ marginBlock: 4 }}>
          <Editor
            value={value}
            onChange={onChange}
            label={texts.message}
            describedBy={error === undefined ? `${id}-description` : `${id}-error ${id}-description`}
            problem={error}
            variables={names}
            handle={editor}
          />
        </div>
      </Input.Wrapper>
      <div className="row" style={{ alignItems: 'end' }}>
        <Choice label={texts.insertField} value={field} options={named(names)} onChange={setField} />
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

/** Stands in where the editor cannot be loaded. */
function PlainEditor({ value, onChange, label, describedBy, problem }: EditorProps) {
  return (
    <Textarea
      aria-label={label}
      aria-describedby={describedBy}
      rows={7}
      value={value}
      error={problem !== undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
