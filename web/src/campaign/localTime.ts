const two = (value: number) => String(value).padStart(2, '0');

/** An instant as a field of type datetime-local has it: in the zone of the browser, to the minute. */
export function localTime(iso: string | null | undefined): string {
  if (iso == null) {
    return '';
  }
  const date = new Date(iso);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The instant of a field of type datetime-local; null if it is empty. */
export const instantOf = (local: string) => (local === '' ? null : new Date(local).toISOString());
