import { Button, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { ApiProblem } from '@/api/client';
import { messages } from '@/messages';
import { CONDITIONS, type Filter, filterOf } from '@/topic/filter';

const texts = messages.topic;

export const fieldId = (condition: string) => `filter-${condition}`;

interface Props {
  filter: Filter;
  problem: ApiProblem | undefined;
  onApply: (filter: Filter) => void;
}

/** The fields hold the applied filter, so that editing it is changing a field. */
export function FilterForm({ filter, problem, onApply }: Props) {
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const entered = Object.fromEntries(CONDITIONS.map((name) => [name, String(form.get(name) ?? '').trim()]));
    onApply(filterOf(entered));
  };
  return (
    <form onSubmit={apply}>
      <div className="fields">
        {CONDITIONS.map((condition) => (
          <TextInput
            key={condition}
            id={fieldId(condition)}
            name={condition}
            label={texts.conditions[condition]}
            placeholder={texts.examples[condition]}
            defaultValue={filter[condition]}
            error={problem?.about(condition)}
          />
        ))}
        <Button type="submit" style={{ alignSelf: 'end' }}>
          {texts.apply}
        </Button>
      </div>
    </form>
  );
}
