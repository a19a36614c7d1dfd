import { messages } from '@/messages';
import { Choice, named } from '@/ui/Choice';

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
        <Choice
          key={field}
          label={texts.fields[field]}
          value={columnOf(field) ?? ''}
          options={[{ value: '', label: texts.nothing }, ...named([...new Set(columns)])]}
          onChange={(column) => onMap(field, column)}
        />
      ))}
    </fieldset>
  );
}
