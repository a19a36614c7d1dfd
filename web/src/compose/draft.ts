import { useEffect, useState } from 'react';
import { newKey } from '@/ui/key';

/** What the form holds. The key stays the same until the form changes, so that sending twice creates one campaign. */
export interface Draft {
  name: string;
  segment: string;
  message: string;
  subject: string;
  rate: string;
  key: string;
  /** When it starts, once it was sent; a repeated request has to be the same one. */
  startsAt: string;
}

export type Changes = Partial<Omit<Draft, 'key' | 'startsAt'>>;

const STORED = 'mini-crm.draft';
const EMPTY: Omit<Draft, 'key'> = { startsAt: '', name: '', segment: '', message: '', subject: '', rate: '' };

const fresh = (): Draft => ({ ...EMPTY, key: newKey() });

export function readDraft(text: string | null): Draft {
  const draft = fresh();
  try {
    const stored: unknown = JSON.parse(text ?? '{}');
    for (const name of Object.keys(draft) as (keyof Draft)[]) {
      const value = (stored as Record<string, unknown> | null)?.[name];
      if (typeof value === 'string') {
        draft[name] = value;
      }
    }
  } catch {
    // A draft that cannot be read is none.
  }
  return draft;
}

/** Replaces the draft, for a page that leads to the form. */
export function storeDraft(changes: Changes) {
  localStorage.setItem(STORED, JSON.stringify({ ...fresh(), ...changes }));
}

/** A draft that survives a reload; null until the browser has read it. */
export function useDraft(segment: string) {
  const [draft, setDraft] = useState<Draft | null>(null);
  useEffect(() => {
    const stored = readDraft(localStorage.getItem(STORED));
    setDraft(
      segment === '' || segment === stored.segment ? stored : { ...stored, segment, key: newKey(), startsAt: '' },
    );
  }, [segment]);
  useEffect(() => {
    if (draft !== null) {
      localStorage.setItem(STORED, JSON.stringify(draft));
    }
  }, [draft]);
  return {
    draft,
    change: (changes: Changes) => setDraft((known) => known && { ...known, ...changes, key: newKey(), startsAt: '' }),
    /** Remembers when the campaign starts, so that sending it again is the same request. */
    startAt: (startsAt: string) => setDraft((known) => known && { ...known, startsAt }),
    /** Removes the stored draft; the form is left at once. */
    forget: () => localStorage.removeItem(STORED),
  };
}
