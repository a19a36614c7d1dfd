import { count } from '@/format';

/** A record's place for people: partition@offset. */
export const place = (partition: number, offset: number) => `${partition}@${count(offset)}`;
