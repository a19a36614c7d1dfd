import type { CSSProperties } from 'react';
import { messages } from '@/messages';

/** As high as a row of a table. */
const ROW_PIXELS = 31;

/** Takes the place of rows that are not known yet, and is as high as they will be. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <p className="loading" style={{ '--skeleton': `${rows * ROW_PIXELS}px` } as CSSProperties}>
      {messages.loading}
    </p>
  );
}
