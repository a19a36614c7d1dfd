import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

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
