import type { Connection } from '@/campaign/useLiveCampaign';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';

/** Announced by screen readers when it changes; the numbers themselves are not, because they change several times a second. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const text = messages.campaign.connection[connection];
  useAnnounced(text);
  return (
    <span data-testid="connection" className={connection === 'lost' || connection === 'gone' ? 'bad' : 'muted'}>
      {text}
    </span>
  );
}
