/** A screen reader hears at most one announcement in this time. */
export const PAUSE_MILLIS = 5_000;

/**
 * What screen readers announce, through the only live region of the pages. A listener cannot skip announcements, so of
 * those within a few seconds only the latest is made.
 */
export class Announcements {
  private said = '';
  private waiting: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  /** Says the text now, or as soon as the pause is over unless something newer comes. */
  announce(text: string) {
    if (this.timer !== undefined) {
      this.waiting = text;
      return;
    }
    this.say(text);
  }

  private say(text: string) {
    this.said = text;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const next = this.waiting;
      this.waiting = undefined;
      if (next !== undefined && next !== this.said) {
        this.say(next);
      }
    }, PAUSE_MILLIS);
    this.listeners.forEach((listener) => {
      listener();
    });
  }

  readonly current = () => this.said;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const announcements = new Announcements();
