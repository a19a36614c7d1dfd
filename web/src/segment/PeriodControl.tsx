import { TextInput } from '@mantine/core';
import { messages } from '@/messages';
import { periodParts } from '@/segment/value';
import { Choice, labelled } from '@/ui/Choice';

const texts = messages.segment.builder;

/** A period such as P90D, as a number and a unit; one of several units, such as P1Y6M, as it is written. */
export function PeriodControl({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const parts = periodParts(value);
  if (parts === undefined) {
    return (
      <TextInput size="xs" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    );
  }
  const [amount, unit] = parts;
  return (
    <>
      <TextInput
        size="xs"
        aria-label={label}
        inputMode="numeric"
        value={amount}
        onChange={(event) => onChange(`P${event.currentTarget.value}${unit}`)}
      />
      <Choice
        size="xs"
        aria-label={texts.unit(label)}
        value={unit}
        options={labelled(texts.units)}
        onChange={(chosen) => onChange(`P${amount}${chosen}`)}
      />
    </>
  );
}
