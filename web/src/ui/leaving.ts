import { useRouter } from 'next/navigation';
import { useCallback, useEffect } from 'react';

/** What is asked before the page is left; undefined if everything is saved. */
let unsaved: string | undefined;

/** Goes to another page of these, unless something is not saved and the person prefers to stay. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback(
    (href) => {
      if (unsaved === undefined || window.confirm(unsaved)) {
        router.push(href);
      }
    },
    [router],
  );
}

/** Asks before the page is left while something is not saved: by a link or key, by reloading, or by closing the tab. */
export function useLeaveGuard(isUnsaved: boolean, question: string) {
  useEffect(() => {
    if (!isUnsaved) {
      return;
    }
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const click = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const isHere = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
      const leaves = link instanceof HTMLAnchorElement && link.pathname !== window.location.pathname;
      if (leaves && isHere && !window.confirm(question)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    unsaved = question;
    window.addEventListener('beforeunload', beforeUnload);
    document.addEventListener('click', click, true);
    return () => {
      unsaved = undefined;
      window.removeEventListener('beforeunload', beforeUnload);
      document.removeEventListener('click', click, true);
    };
  }, [isUnsaved, question]);
}
