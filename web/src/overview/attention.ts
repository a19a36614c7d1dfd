import type { Campaign, DeadLetter, GroupSummary, ImportJob } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { messages } from '@/messages';

const texts = messages.overview.attention;

/** Something that somebody should look at, and where. */
export interface Concern {
  text: string;
  href: string;
}

interface Known {
  campaigns: Campaign[];
  /** The newest dead letters. */
  letters: DeadLetter[];
  hasMoreLetters: boolean;
  groups: GroupSummary[];
  imports: ImportJob[];
}

/** What needs attention, the most urgent first. */
export function concernsOf({ campaigns, letters, hasMoreLetters, groups, imports }: Known): Concern[] {
  const open = letters.filter((letter) => !letter.replayed).length;
  const last = imports[0];
  return [
    ...groups
      .filter(({ members, lag }) => members === 0 && lag > 0)
      .map(({ group, lag }) => ({ text: texts.nobody(group, lag), href: '/pipeline' })),
    ...(open > 0 ? [{ text: texts.letters(open, hasMoreLetters), href: '/dead-letters' }] : []),
    ...campaigns
      .filter(({ status }) => status === 'paused')
      .map(({ campaign_id: id, name }) => ({ text: texts.paused(name), href: campaignHref(id) })),
    ...campaigns
      .filter(({ status, stats }) => status === 'completed' && stats.unknown > 0)
      .map(({ campaign_id: id, name, stats }) => ({
        text: texts.unknown(name, stats.unknown),
        href: campaignHref(id),
      })),
    ...(last?.status === 'failed' ? [{ text: texts.failedImport, href: importHref(last) }] : []),
  ];
}

export const importHref = ({ import_id: id }: ImportJob) => `/import?id=${encodeURIComponent(id)}`;
