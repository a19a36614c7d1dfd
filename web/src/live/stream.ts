import type { Progress } from '@/api/client';
import { NewestProgress } from '@/live/newest';

/** Who wants to know how campaigns change. */
export interface Follower {
  /** The numbers, at once and after each change; the last ones say so. */
  onProgress: (progress: Progress, isLast: boolean) => void;
  /** The campaign does not exist. */
  onGone?: (id: string) => void;
  /** The numbers may be out of date. If the server has refused the stream, it is worth asking it why. */
  onLost?: (isRefused: boolean) => void;
}

/** The most campaigns that the server lets one stream follow. */
export const MOST_FOLLOWED = 50;

const RECONNECT_MILLIS = 2_000;
/** Components that appear together share a stream. */
const GATHER_MILLIS = 50;

/**
 * The events of all campaigns that some component follows, over one connection: browsers allow six to a server. It is
 * closed while the page is hidden, and when everything that is followed has ended.
 */
export class CampaignStream {
  /** What it has brought; answers of the server may be older. */
  readonly newest = new NewestProgress();
  private readonly followers = new Map<Follower, readonly string[]>();
  private readonly ended = new Set<string>();
  private source: EventSource | undefined;
  private opened: ReadonlySet<string> = new Set();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Follows campaigns until the function that it returns is called. */
  follow(ids: readonly string[], follower: Follower): () => void {
    if (this.followers.size === 0) {
      document.addEventListener('visibilitychange', this.update);
    }
    this.followers.set(follower, ids);
    for (const id of ids) {
      // It may have been resumed or sent again. An open stream says nothing of what has ended, so a new one is needed.
      if (this.ended.delete(id)) {
        this.close();
      }
    }
    this.updateIn(GATHER_MILLIS);
    return () => {
      this.followers.delete(follower);
      if (this.followers.size === 0) {
        document.removeEventListener('visibilitychange', this.update);
        this.close();
      } else {
        this.updateIn(GATHER_MILLIS);
      }
    };
  }

  private updateIn(millis: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.update, millis);
  }

  private wanted(): string[] {
    const ids = new Set([...this.followers.values()].flat());
    return [...ids].filter((id) => !this.ended.has(id)).slice(0, MOST_FOLLOWED);
  }

  private readonly update = () => {
    const wanted = this.wanted();
    if (wanted.length === 0 || document.visibilityState !== 'visible') {
      this.close();
    } else if (this.source === undefined || wanted.some((id) => !this.opened.has(id))) {
      this.close();
      this.open(wanted);
    }
  };

  private close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }

  private open(ids: string[]) {
    const source = new EventSource(`/api/v1/events?campaigns=${ids.map(encodeURIComponent).join(',')}`);
    this.source = source;
    this.opened = new Set(ids);
    source.addEventListener('stats', (event) => this.tell(JSON.parse(event.data), false));
    source.addEventListener('done', (event) => {
      const progress: Progress = JSON.parse(event.data);
      this.tell(progress, true);
      this.end(progress.campaign_id);
    });
    source.addEventListener('gone', (event) => {
      const { campaign_id: id } = JSON.parse(event.data) as { campaign_id: string };
      this.of(id).forEach((follower) => {
        follower.onGone?.(id);
      });
      this.end(id);
    });
    source.onerror = () => {
      // A browser gives up after any answer that is not a stream, such as a proxy's 502.
      const isRefused = source.readyState === EventSource.CLOSED;
      if (isRefused) {
        this.close();
        this.updateIn(RECONNECT_MILLIS);
      }
      for (const follower of [...this.followers.keys()]) {
        follower.onLost?.(isRefused);
      }
    };
  }

  private tell(progress: Progress, isLast: boolean) {
    this.newest.keep(progress);
    this.of(progress.campaign_id).forEach((follower) => {
      follower.onProgress(progress, isLast);
    });
  }

  private of(id: string): Follower[] {
    return [...this.followers].filter(([, ids]) => ids.includes(id)).map(([follower]) => follower);
  }

  private end(id: string) {
    this.ended.add(id);
    if (this.wanted().length === 0) {
      // Otherwise the browser would connect again when the server ends the stream.
      this.close();
    }
  }
}

export const campaignStream = new CampaignStream();
