import { NativeSelect, type NativeSelectProps } from '@mantine/core';

interface Option {
  value: string;
  label: string;
}

interface ChoiceProps extends Omit<NativeSelectProps, 'data' | 'value' | 'onChange'> {
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  /** What stands for a value that is none of the options; the value itself if not given. */
  unlisted?: string | undefined;
}

/**
 * A list of options that always shows its value: options that come from the server are there later than the value, and
 * the value of an address may be none of them. A browser would show the first option instead, which is a lie.
 */
export function Choice({ value, options, onChange, unlisted = value, ...rest }: ChoiceProps) {
  const isListed = options.some((option) => option.value === value);
  return (
    <NativeSelect
      {...rest}
      value={value}
      data={isListed ? [...options] : [{ value, label: unlisted }, ...options]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Options that are named by their value. */
export const named = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));

/** Options of a table of texts, in its order. */
export const labelled = (texts: Record<string, string>): Option[] =>
  Object.entries(texts).map(([value, label]) => ({ value, label }));
