import type { CampaignStatus, DeliveryStatus } from '@/api/client';
import { messages } from '@/messages';

const CAMPAIGN_GLYPHS: Record<CampaignStatus, string> = {
  planning: '…',
  scheduled: '◷',
  queued: '…',
  running: '→',
  paused: '‖',
  completed: '✓',
  cancelled: '⊘',
};

const DELIVERY_LOOKS: Record<DeliveryStatus, [glyph: string, color: string]> = {
  delivered: ['✓', 'delivered'],
  sent: ['→', 'sent'],
  failed: ['✕', 'failed'],
  bounced: ['↩', 'bounced'],
  skipped: ['⊘', 'skipped'],
  unknown: ['?', 'unknown'],
  sending: ['…', 'muted'],
  postponed: ['…', 'muted'],
  retrying: ['…', 'muted'],
};

export function CampaignState({ status }: { status: CampaignStatus }) {
  return (
    <span className="status">
      <span aria-hidden>{CAMPAIGN_GLYPHS[status]}</span> {messages.status[status]}
    </span>
  );
}

export function DeliveryState({ status }: { status: DeliveryStatus }) {
  const [glyph, color] = DELIVERY_LOOKS[status];
  return (
    <span className="status">
      <span aria-hidden style={{ color: `var(--${color})` }}>
        {glyph}
      </span>{' '}
      {messages.delivery[status]}
    </span>
  );
}
