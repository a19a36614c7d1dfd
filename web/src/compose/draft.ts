import { useEffect, useState } from 'react';

/** What the form holds. The key stays the same until the form changes, so that sending twice creates one campaign. */
export interface Draft {
  name: string;
  segment: string;
  message: string;
  subject: string;
  rate: string;
  key: string;
}

const STORED = 'mini-crm.draft';
const EMPTY: Omit<Draft, 'key'> = { name: '', segment: '', message: '', subject: '', rate: '' };

const fresh = (): Draft => ({ ...EMPTY, key: newKey() });

/** Not crypto.randomUUID, which browsers offer only on HTTPS and localhost. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

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

/** A draft that survives a reload; null until the browser has read it. */
export function useDraft(segment: string) {
  const [draft, setDraft] = useState<Draft | null>(null);
  useEffect(() => {
    const stored = readDraft(localStorage.getItem(STORED));
    setDraft(segment === '' || segment === stored.segment ? stored : { ...stored, segment, key: newKey() });
  }, [segment]);
  useEffect(() => {
    if (draft !== null) {
      localStorage.setItem(STORED, JSON.stringify(draft));
    }
  }, [draft]);
  return {
    draft,
    change: (changes: Partial<Omit<Draft, 'key'>>) =>
      setDraft((known) => known && { ...known, ...changes, key: newKey() }),
    /** Removes the stored draft; the form is left at once. */
    forget: () => localStorage.removeItem(STORED),
  };
}
