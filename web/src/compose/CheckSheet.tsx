import Link from 'next/link';
import type { CampaignCheck } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { count, duration, time } from '@/format';
import { messages } from '@/messages';

const texts = messages.compose.sheet;

/** Who gets the message, who does not and why, and what some lack. */
export function CheckSheet({ check }: { check: CampaignCheck }) {
  return (
    <ul className="choices" style={{ flexDirection: 'column' }}>
      {check.examined < check.audience && <li className="muted">{texts.sample(check.examined, check.audience)}</li>}
      <li>
        <span aria-hidden>→</span> <b>{count(check.recipients)}</b> {texts.recipients}
      </li>
      {check.skipped.map((each) => (
        <li key={each.reason}>
          <span aria-hidden>⊘</span> <b>{count(each.leads)}</b> {texts.skipped(each.text)}
        </li>
      ))}
      {check.lacking.map((each) => (
        <li key={each.variable} className="bad">
          <span aria-hidden>✕</span> {texts.lacking(each.leads, each.variable)}
        </li>
      ))}
      {check.overlaps.map(({ campaign_id: id, name, created_at: at, leads }) => (
        <li key={id}>
          <span aria-hidden>↻</span> {texts.overlap(leads)}{' '}
          <Link href={campaignHref(id)} prefetch={false}>
            {name}
          </Link>{' '}
          <span className="muted">{time(at)}</span>
        </li>
      ))}
      {check.recipients > 0 && (
        <li>
          <span aria-hidden>◇</span> {check.channel === 'simulator' ? texts.simulated : texts.channel(check.channel)}
          {check.made_up_addresses > 0 && ` ${texts.madeUp(check.made_up_addresses)}`}
        </li>
      )}
      {check.recipients > 0 && (
        <li>
          <span aria-hidden>◷</span> {texts.takes(duration(check.estimated_seconds))}
        </li>
      )}
      {check.audience > 0 && check.recipients === 0 && (
        <li className="bad">
          {texts.nobody}{' '}
          <Link href="/import" prefetch={false}>
            {texts.bringAddresses}
          </Link>
        </li>
      )}
    </ul>
  );
}
