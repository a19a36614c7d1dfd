import { useEffect, useSyncExternalStore } from 'react';
import { announcements } from '@/ui/announcements';

const nothing = () => '';

/** The only live region of the pages. */
export function Announcer() {
  const text = useSyncExternalStore(announcements.subscribe, announcements.current, nothing);
  return (
    <div role="status" className="hidden">
      {text}
    </div>
  );
}

/** Tells screen readers the text whenever it changes; nothing while it is empty or not known. */
export function useAnnounced(text: string | undefined | null | false) {
  useEffect(() => {
    if (text) {
      announcements.announce(text);
    }
  }, [text]);
}
