import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';

/** The query parameters of the page, and a function that changes some of them; an empty one is removed. */
export function useUrlState(): [Record<string, string>, (changes: Record<string, string>) => void] {
  const parameters = useSearchParams();
  const path = usePathname();
  const change = useCallback(
    (changes: Record<string, string>) => {
      // The address bar may be ahead of the last render.
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === '') {
          next.delete(name);
        } else {
          next.set(name, value);
        }
      }
      window.history.replaceState(null, '', next.size === 0 ? path : `${path}?${next}`);
    },
    [path],
  );
  return [Object.fromEntries(parameters), change];
}

/**
 * A query parameter that somebody types. The text is known at once, while React learns of a changed address a moment later:
 * a field that showed the address would lose what is typed in between.
 */
export function useUrlText(name: string): [string, (text: string) => void] {
  const [{ [name]: inUrl = '' }, setUrl] = useUrlState();
  const [typed, setTyped] = useState(inUrl);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address, such as after back, is the reason to look
  useEffect(() => setTyped(new URLSearchParams(window.location.search).get(name) ?? ''), [inUrl, name]);
  const type = useCallback(
    (text: string) => {
      setTyped(text);
      setUrl({ [name]: text });
    },
    [name, setUrl],
  );
  return [typed, type];
}
