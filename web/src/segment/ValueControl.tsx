import { TextInput } from '@mantine/core';
import { useId } from 'react';
import type { ValueEditorProps } from 'react-querybuilder';
import { messages } from '@/messages';
import { useField } from '@/segment/context';
import { PeriodControl } from '@/segment/PeriodControl';
import { useValues } from '@/segment/queries';
import { numberOf } from '@/segment/rules';
import { listText, type Typed, typed, valueText } from '@/segment/value';
import { Choice } from '@/ui/Choice';

const texts = messages.segment.builder;

/** One editor for each shape of value: none, a period, a range, a list, one value. */
export function ValueControl({ operator, value, handleOnChange, path, field }: ValueEditorProps) {
  const label = texts.value(numberOf(path));
  const type = useField(field)?.types[0] ?? 'text';
  switch (operator) {
    case 'null':
    case 'notNull':
      return null;
    case 'withinLast':
    case 'olderThan':
      return <PeriodControl label={label} value={valueText(value)} onChange={handleOnChange} />;
    case 'between':
    case 'notBetween': {
      const [low, high] = Array.isArray(value) ? value : ['', ''];
      return (
        <>
          <One
            field={field}
            type={type}
            label={texts.lowest(label)}
            value={low}
            onChange={(v) => handleOnChange([v, high])}
          />
          <span>{texts.to}</span>
          <One
            field={field}
            type={type}
            label={texts.highest(label)}
            value={high}
            onChange={(v) => handleOnChange([low, v])}
          />
        </>
      );
    }
    case 'in':
    case 'notIn':
      return (
        <TextInput
          size="xs"
          aria-label={label}
          placeholder={texts.list}
          value={listText(value)}
          onChange={(event) => handleOnChange(event.currentTarget.value)}
        />
      );
    default:
      return <One field={field} type={type} label={label} value={value} onChange={handleOnChange} />;
  }
}

interface OneProperties {
  field: string;
  type: string;
  label: string;
  value: unknown;
  onChange: (value: Typed) => void;
}

function One({ field, type, label, value, onChange }: OneProperties) {
  if (type === 'boolean') {
    return (
      <Choice
        size="xs"
        aria-label={label}
        value={valueText(value)}
        options={[
          { value: '', label: texts.choose },
          { value: 'true', label: texts.yes },
          { value: 'false', label: texts.no },
        ]}
        onChange={(chosen) => onChange(typed(chosen, type))}
      />
    );
  }
  return <Suggested field={field} type={type} label={label} value={value} onChange={onChange} />;
}

/** Suggests the most frequent values of the field. */
function Suggested({ field, type, label, value, onChange }: OneProperties) {
  const list = useId();
  const values = useValues(field).data?.values ?? [];
  return (
    <>
      <TextInput
        size="xs"
        aria-label={label}
        list={list}
        inputMode={type === 'number' ? 'decimal' : 'text'}
        placeholder={type === 'date' ? texts.day : undefined}
        value={valueText(value)}
        onChange={(event) => onChange(typed(event.currentTarget.value, type))}
      />
      <datalist id={list}>
        {values.map((each) => (
          <option key={String(each.value)} value={String(each.value)} />
        ))}
      </datalist>
    </>
  );
}
