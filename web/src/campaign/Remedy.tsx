import { Button } from '@mantine/core';
import Link from 'next/link';
import type { Wait } from '@/api/client';
import { useSteer } from '@/campaign/useSteer';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';

const texts = messages.campaign.why.remedies;

/** Where each thing that a campaign waits for can be looked at or changed; the rest is a part of the campaign's own page. */
const PLACES: Partial<Record<Wait['what'], string>> = {
  plan: '/system',
  broker: '/system',
  stats: '/system',
  workers: '/pipeline',
  lag: '/pipeline',
  republished: '/pipeline',
};
const PARTS: Partial<Record<Wait['what'], Record<string, string>>> = {
  schedule: { tab: 'content' },
  approval: { tab: 'content' },
  rate_limit: { tab: 'limits' },
  postponed: { tab: 'messages', status: 'postponed' },
  retries: { tab: 'messages', status: 'retrying' },
  window: { tab: 'messages', status: 'sending' },
  outcome: { tab: 'messages', status: 'sending' },
};

interface RemedyProperties {
  id: string;
  what: Wait['what'];
  onChanged: () => void;
}

/** What a person can do about something that the campaign waits for. */
export function Remedy({ id, what, onChanged }: RemedyProperties) {
  const maySteer = useMay('campaigns:steer');
  if (what === 'resume') {
    return maySteer ? <Resume id={id} onChanged={onChanged} /> : <span className="muted">{texts.askToResume}</span>;
  }
  const href = PLACES[what] ?? `/campaign?${new URLSearchParams({ id, ...PARTS[what] })}`;
  return (
    <Link href={href} prefetch={false}>
      {texts[what]}
    </Link>
  );
}

function Resume({ id, onChanged }: { id: string; onChanged: () => void }) {
  const steer = useSteer(id, onChanged);
  return (
    <>
      <Button size="compact-sm" loading={steer.isPending} onClick={() => steer.mutate('resume')}>
        {texts.resume}
      </Button>
      {steer.error && <Failure error={steer.error} />}
    </>
  );
}
