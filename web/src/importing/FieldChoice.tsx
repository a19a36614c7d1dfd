import { NativeSelect } from '@mantine/core';
import { messages } from '@/messages';

const texts = messages.importing;
const FIELDS = ['id', 'name', 'email', 'phone', 'unsubscribed'] as const;

interface Props {
  columns: string[];
  columnOf: (field: string) => string | undefined;
  onMap: (field: string, column: string) => void;
}

/** Which column feeds which field of a person. One column may feed several. */
export function FieldChoice({ columns, columnOf, onMap }: Props) {
  return (
    <fieldset className="fields">
      <legend>{texts.mapping}</legend>
      {FIELDS.map((field) => (
        <NativeSelect
          key={field}
          label={texts.fields[field]}
          value={columnOf(field) ?? ''}
          data={[{ value: '', label: texts.nothing }, ...new Set(columns)]}
          onChange={(event) => onMap(field, event.currentTarget.value)}
        />
      ))}
    </fieldset>
  );
}
