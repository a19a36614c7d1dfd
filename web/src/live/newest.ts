import type { Campaign, Progress } from '@/api/client';

/** More than any page follows at once; older numbers are in every answer by then. */
const MOST_KEPT = 200;

/**
 * The newest numbers of the campaigns that are followed. An answer to a request that was sent before they came may have
 * older ones: shown, they would make the numbers run backwards.
 */
export class NewestProgress {
  /** The one that changed last is the last. */
  private readonly newest = new Map<string, { progress: Progress; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  keep(progress: Progress) {
    const { campaign_id: id } = progress;
    this.newest.delete(id);
    this.newest.set(id, { progress, at: this.now() });
    const [oldest] = this.newest.keys();
    if (this.newest.size > MOST_KEPT && oldest !== undefined) {
      this.newest.delete(oldest);
    }
  }

  /** The time at which a request is sent. */
  begin(): number {
    return this.now();
  }

  /** A campaign of the answer to a request that was sent at a time, with the numbers that have come since. */
  over(campaign: Campaign, begun: number): Campaign {
    const known = this.newest.get(campaign.campaign_id);
    return known !== undefined && known.at >= begun ? { ...campaign, ...known.progress } : campaign;
  }
}

/** What a change has answered, with the numbers that are known: those of the answer may be older. */
export const withKnownNumbers = (changed: Campaign) => (known: Campaign | undefined) =>
  known === undefined ? changed : { ...changed, stats: known.stats };
