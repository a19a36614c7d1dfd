import type { ReactNode } from 'react';
import { messages } from '@/messages';
import { useFields } from '@/segment/queries';
import { useUrlState } from '@/ui/urlState';

const texts = messages.leads;
const CORE = ['id', 'name', 'email', 'phone', 'unsubscribed', 'created_at'];

/** The attributes that have a column of their own, kept in the address, and the control that chooses them. */
export function useColumns(): [string[], ReactNode] {
  const [{ columns = '' }, change] = useUrlState();
  const { data: fields = [], isPending } = useFields();
  const names = fields.map(({ name }) => name).filter((name) => !CORE.includes(name));
  const chosen = names.filter((name) => named(columns).includes(name));
  const set = (wanted: string[]) => change({ columns: wanted.map(encodeURIComponent).join(',') });
  // It has its place before its columns are known.
  const control = (isPending || names.length > 0) && (
    <details className="column-choices">
      <summary>{texts.columns(chosen.length)}</summary>
      <fieldset aria-label={texts.columns(0)}>
        {names.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={({ currentTarget: { checked } }) =>
                set(checked ? [...chosen, name] : chosen.filter((each) => each !== name))
              }
            />
            {name}
          </label>
        ))}
      </fieldset>
    </details>
  );
  return [chosen, control];
}

const named = (columns: string) => columns.split(',').map(decoded);

/** Somebody may have changed the address by hand. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
