import Link from 'next/link';
import { useRef } from 'react';
import type { Campaign, DeliveryStatus } from '@/api/client';
import { secondsLeft, settled } from '@/campaign/accounting';
import { messagesHref } from '@/campaign/Equation';
import { RateChart } from '@/campaign/RateChart';
import { placesOf } from '@/campaign/WithoutMessage';
import { count, duration, percent, rate, time } from '@/format';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';
import { Bar } from '@/ui/Bar';

const texts = messages.campaign;

export function LiveTab({ campaign }: { campaign: Campaign }) {
  const { stats, leads_per_second: perSecond } = campaign;
  const left = campaign.status === 'running' ? secondsLeft(stats, perSecond) : null;
  // A screen reader announces every tenth part, not every number.
  const tenth = Math.floor(10 * (campaign.progress ?? 0));
  const heard = useRef({ tenth, text: '' });
  if (heard.current.tenth !== tenth) {
    heard.current = { tenth, text: texts.settledOf(count(settled(stats)), count(stats.audience)) };
  }
  useAnnounced(heard.current.text);
  return (
    <>
      <Bar stats={stats} />
      <p>{texts.settled(count(settled(stats)), percent(campaign.progress))}</p>
      <dl className="facts">
        <Fact name={texts.rate} value={perSecond == null ? '–' : rate(perSecond)} note={texts.rateHelp} />
        <Fact name={texts.left} value={left == null ? '–' : duration(left)} note={texts.leftHelp} />
        <Fact name={texts.started} value={time(campaign.started_at)} />
        <Fact name={texts.finished} value={time(campaign.finished_at)} />
      </dl>
      <RateChart campaign={campaign} />
      <Parts
        title={texts.ofSent}
        id={campaign.campaign_id}
        parts={[
          ['delivered', stats.delivered],
          ['bounced', stats.bounced],
          ['sent', stats.sent - stats.delivered - stats.bounced],
        ]}
      />
      {stats.in_flight > 0 && (
        <Parts
          title={texts.ofInFlight}
          id={campaign.campaign_id}
          parts={[
            ['sending', stats.sending],
            ['postponed', stats.postponed],
            ['retrying', stats.retrying],
          ]}
          rest={placesOf(stats)}
        />
      )}
      {stats.dead_letters > 0 && <p className="bad">{texts.deadLetters(stats.dead_letters)}</p>}
    </>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} {note && value !== '–' && <small>{note}</small>}
      </dd>
    </div>
  );
}

interface PartsProperties {
  title: string;
  id: string;
  parts: [status: DeliveryStatus, people: number][];
  /** Those without a status, in words. */
  rest?: string[];
}

function Parts({ title, id, parts, rest = [] }: PartsProperties) {
  return (
    <p className="row">
      <span className="muted">{title}:</span>
      {parts.map(([status, people]) => (
        <span key={status}>
          {count(people)}{' '}
          <Link href={messagesHref(id, [status])} prefetch={false}>
            {messages.delivery[status]}
          </Link>
        </span>
      ))}
      {rest.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </p>
  );
}
