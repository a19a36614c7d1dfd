import { useEffect, useState, useSyncExternalStore } from 'react';
import { currentPause, onPause } from '@/api/busy';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';

const TICK_MILLIS = 500;
const none = () => undefined;

/** Counts down until reads are repeated that the server had no resources for. What was read before stays. */
export function BusyNotice() {
  const pause = useSyncExternalStore(onPause, currentPause, none);
  const [now, setNow] = useState(Date.now);
  const seconds = pause === undefined ? 0 : Math.ceil((pause.until - now) / 1_000);
  const isShown = pause !== undefined && seconds > 0;
  useEffect(() => {
    setNow(Date.now());
    if (pause === undefined) {
      return;
    }
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() > pause.until) {
        clearInterval(timer);
      }
    }, TICK_MILLIS);
    return () => clearInterval(timer);
  }, [pause]);
  useAnnounced(isShown && pause.why);
  return (
    isShown && (
      <section className="busy" aria-label={messages.problem}>
        {messages.busy(pause.why, seconds)}
      </section>
    )
  );
}
