export type Typed = string | number | boolean;

const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/** What was typed as a value of the field's type; what does not fit stays a text, and the server says what is wrong. */
export function typed(text: string, type: string): Typed {
  if (type === 'boolean' && (text === 'true' || text === 'false')) {
    return text === 'true';
  }
  // Only if nothing is lost: 1.0, 007 and numbers with many digits stay as they were typed.
  return type === 'number' && NUMBER.test(text) && String(Number(text)) === text ? Number(text) : text;
}

export const valueText = (value: unknown) => (value == null ? '' : String(value));

/** A list as text; commas inside a value have a backslash. */
export const listText = (value: unknown) =>
  Array.isArray(value) ? value.map((each) => String(each).replaceAll(',', '\\,')).join(', ') : valueText(value);

/** P90D as [90, D], and nothing as an empty number of days; undefined for what is not a number of one unit. */
export function periodParts(text: string): [amount: string, unit: string] | undefined {
  const parts = /^P([0-9]*)([DWMY])$/.exec(text === '' ? 'PD' : text);
  return parts === null ? undefined : [parts[1] ?? '', parts[2] ?? ''];
}
