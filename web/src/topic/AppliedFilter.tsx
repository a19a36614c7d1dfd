import { Button } from '@mantine/core';
import { messages } from '@/messages';
import { fieldId } from '@/topic/FilterForm';
import { applied, type Condition, type Filter } from '@/topic/filter';

const texts = messages.topic;

interface Props {
  filter: Filter;
  onChange: (changes: Partial<Filter>) => void;
}

/** Each condition that is applied, to be edited or removed. */
export function AppliedFilter({ filter, onChange }: Props) {
  const conditions = applied(filter);
  if (conditions.length === 0) {
    return null;
  }
  const edit = (condition: Condition) => {
    const field = document.getElementById(fieldId(condition));
    if (field instanceof HTMLInputElement) {
      field.focus();
      field.select();
    }
  };
  return (
    <ul className="chips" aria-label={texts.applied}>
      {conditions.map((condition) => (
        <li key={condition}>
          <Button variant="default" size="compact-sm" onClick={() => edit(condition)}>
            {texts.conditions[condition]}: {filter[condition]}
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={texts.remove(texts.conditions[condition])}
            onClick={() => onChange({ [condition]: '' })}
          >
            ✕
          </Button>
        </li>
      ))}
    </ul>
  );
}
