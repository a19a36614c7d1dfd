import { useCallback, useEffect, useState } from 'react';
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
  /** The stored draft that this is; empty if it is stored in this browser alone. */
  draftId: string;
  /** The ETag of the stored draft, as the form has seen it. */
  tag: string;
  /** When the stored draft is to start; empty: at once. */
  scheduledAt: string;
}

export type Changes = Partial<Pick<Draft, 'name' | 'segment' | 'message' | 'subject' | 'rate'>>;

const STORED = 'mini-crm.draft';
const EMPTY: Omit<Draft, 'key'> = {
  startsAt: '',
  name: '',
  segment: '',
  message: '',
  subject: '',
  rate: '',
  draftId: '',
  tag: '',
  scheduledAt: '',
};

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

/** The draft, as soon as the browser has read it, and what can be done with it. */
export type ReadDraft = Omit<ReturnType<typeof useDraft>, 'draft'> & { draft: Draft };

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
  const replace = useCallback((content: Partial<Omit<Draft, 'key'>>) => setDraft({ ...fresh(), ...content }), []);
  return {
    draft,
    change: (changes: Changes) => setDraft((known) => known && { ...known, ...changes, key: newKey(), startsAt: '' }),
    /** Remembers where the draft is stored. Its content has not changed. */
    keep: (place: Pick<Draft, 'draftId' | 'tag' | 'scheduledAt'>) =>
      setDraft((known) => known && { ...known, ...place }),
    replace,
    /** Remembers when the campaign starts, so that sending it again is the same request. */
    startAt: (startsAt: string) => setDraft((known) => known && { ...known, startsAt }),
    /** Removes the stored draft; the form is left at once. */
    forget: () => localStorage.removeItem(STORED),
  };
}
