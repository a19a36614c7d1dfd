import { Button } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { storeDraft } from '@/compose/draft';
import { messages } from '@/messages';
import { useSamples } from '@/overview/queries';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';

const texts = messages.overview.first;

interface FirstStepsProperties {
  leads: number;
  segments: number;
}

/** What to do next on a server that has not sent anything yet. */
export function FirstSteps({ leads, segments }: FirstStepsProperties) {
  const mayStore = useMay('leads:write');
  const maySend = useMay('campaigns:send');
  return (
    <section className="stack first" aria-labelledby="first">
      <h2 id="first">{texts.title}</h2>
      <ol className="steps">
        <Step isDone={leads > 0} text={leads > 0 ? texts.hasLeads(leads) : texts.leads}>
          {leads === 0 && mayStore && <Leads />}
        </Step>
        <Step isDone={segments > 0} text={segments > 0 ? texts.hasSegments(segments) : texts.segment}>
          {leads > 0 && segments === 0 && (
            <Button component={Link} href="/segment" prefetch={false}>
              {texts.build}
            </Button>
          )}
        </Step>
        <Step isDone={false} text={texts.send}>
          {segments > 0 && maySend && (
            <Button component={Link} href="/new" prefetch={false}>
              {texts.compose}
            </Button>
          )}
        </Step>
      </ol>
    </section>
  );
}

function Step({ isDone, text, children }: { isDone: boolean; text: string; children: ReactNode }) {
  return (
    <li>
      <p style={{ margin: '0 0 4px' }}>
        {isDone && <span className="ok">✓ </span>}
        {text}
      </p>
      {children}
    </li>
  );
}

/** Own customers, or samples, which lead to a campaign that is filled in. */
function Leads() {
  const router = useRouter();
  const samples = useSamples((campaign) => {
    storeDraft({ name: campaign.name, segment: campaign.segment_id, message: campaign.message_template });
    router.push(`/new?segment=${encodeURIComponent(campaign.segment_id)}`);
  });
  return (
    <div className="stack">
      <div className="row">
        <Button component={Link} href="/import" prefetch={false}>
          {texts.own}
        </Button>
        <Button variant="default" loading={samples.isPending} onClick={() => samples.mutate()}>
          {texts.samples}
        </Button>
      </div>
      <p className="muted note">{texts.samplesHelp}</p>
      {samples.error && <Failure error={samples.error} />}
    </div>
  );
}
