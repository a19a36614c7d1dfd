import { Button, Checkbox, Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { messages } from '@/messages';
import { useFields } from '@/segment/queries';
import { useUrlState } from '@/ui/urlState';

const texts = messages.leads;
const CORE = ['id', 'name', 'email', 'phone', 'unsubscribed'];

/** The attributes that have a column of their own, kept in the address, and the control that chooses them. */
export function useColumns(): [string[], ReactNode] {
  const [{ columns = '' }, change] = useUrlState();
  const fields = useFields().data ?? [];
  const names = fields.map(({ name }) => name).filter((name) => !CORE.includes(name));
  const chosen = names.filter((name) => named(columns).includes(name));
  const set = (wanted: string[]) => change({ columns: wanted.map(encodeURIComponent).join(',') });
  const control = names.length > 0 && (
    <Popover position="bottom-start" withinPortal={false}>
      <Popover.Target>
        <Button variant="default">{texts.columns(chosen.length)}</Button>
      </Popover.Target>
      <Popover.Dropdown className="column-choices">
        <Checkbox.Group aria-label={texts.columns(0)} value={chosen} onChange={set}>
          {names.map((name) => (
            <Checkbox key={name} value={name} label={name} size="xs" py={4} />
          ))}
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
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
