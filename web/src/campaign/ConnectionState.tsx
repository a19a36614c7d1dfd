import type { Connection } from '@/campaign/useLiveCampaign';
import { messages } from '@/messages';

/** Announced by screen readers when it changes; the numbers themselves are not, because they change several times a second. */
export function ConnectionState({ connection }: { connection: Connection }) {
  return (
    <span role="status" className={connection === 'lost' || connection === 'gone' ? 'bad' : 'muted'}>
      {messages.campaign.connection[connection]}
    </span>
  );
}
