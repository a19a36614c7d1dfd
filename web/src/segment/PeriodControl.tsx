import { NativeSelect, TextInput } from '@mantine/core';
import { messages } from '@/messages';
import { periodParts } from '@/segment/value';

const texts = messages.segment.builder;

/** A period such as P90D, as a number and a unit. */
export function PeriodControl({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [amount, unit] = periodParts(value);
  return (
    <>
      <TextInput
        size="xs"
        aria-label={label}
        inputMode="numeric"
        value={amount}
        onChange={(event) => onChange(`P${event.currentTarget.value}${unit}`)}
      />
      <NativeSelect
        size="xs"
        aria-label={texts.unit(label)}
        value={unit}
        data={Object.entries(texts.units).map(([code, name]) => ({ value: code, label: name }))}
        onChange={(event) => onChange(`P${amount}${event.currentTarget.value}`)}
      />
    </>
  );
}
