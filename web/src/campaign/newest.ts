import type { Campaign, Progress } from '@/api/client';

/**
 * The newest numbers of the campaigns that are followed. An answer to a request that was sent before they came may have
 * older ones: shown, they would make the numbers run backwards.
 */
export class NewestProgress {
  private readonly newest = new Map<string, { progress: Progress; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  keep(progress: Progress) {
    this.newest.set(progress.campaign_id, { progress, at: this.now() });
  }

  forget(id: string) {
    this.newest.delete(id);
  }

  /** Reads a campaign, with the numbers that came meanwhile. */
  async read(id: string, read: () => Promise<Campaign>): Promise<Campaign> {
    const begun = this.now();
    const campaign = await read();
    const known = this.newest.get(id);
    return known !== undefined && known.at >= begun ? { ...campaign, ...known.progress } : campaign;
  }
}

/** What a change has answered, with the numbers that are known: those of the answer may be older. */
export const withKnownNumbers = (changed: Campaign) => (known: Campaign | undefined) =>
  known === undefined ? changed : { ...changed, stats: known.stats };
