const LOCALE = 'en';
const counts = new Intl.NumberFormat(LOCALE);
const threeDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });
const twoDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 2 });
const tenths = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const times = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });

export const count = (value: number) => counts.format(value);

/** 1 lead, 2 leads. */
export const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** In tenths; below one, with two digits that count. */
export const rate = (value: number) => (value >= 0.95 || value === 0 ? tenths.format(value) : twoDigits.format(value));

/** Rounded down, so that 100 % means all. */
export const percent = (fraction: number) => percents.format(Math.floor(fraction * 1000) / 1000);

export const time = (iso: string | null | undefined) => (iso == null ? '–' : times.format(new Date(iso)));

const preciseTimes = new Intl.DateTimeFormat(LOCALE, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

/** With milliseconds. */
export const preciseTime = (iso: string) => preciseTimes.format(new Date(iso));

const SIZES = ['B', 'KB', 'MB', 'GB'] as const;

/** For people: 12 B, 3.4 MB. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${threeDigits.format(bytes / 1024 ** power)} ${SIZES[power]}`;
}

/** For people: 86 ms, 15.1 s, 3 min 20 s. */
export function shortDuration(millis: number): string {
  if (millis < 1_000) {
    return `${count(millis)} ms`;
  }
  return millis < 60_000 ? `${tenths.format(millis / 1_000)} s` : duration(millis / 1_000);
}

/** For people: 45 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  }
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
