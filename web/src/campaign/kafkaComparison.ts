import type { Analysis } from '@/api/client';
import { count } from '@/format';
import { messages } from '@/messages';

const texts = messages.campaign.why.compare;

/** How far a comparison has come; what it does if it has not begun or is complete. */
export function progress(analysis: Pick<Analysis, 'reading' | 'scanned' | 'left'> | undefined): string {
  if (analysis?.reading == null) {
    return texts.intro;
  }
  const source = texts.sources[analysis.reading];
  return source === undefined
    ? texts.reading(analysis.reading, count(analysis.scanned), count(analysis.left))
    : texts.readingStored(source, count(analysis.scanned));
}
