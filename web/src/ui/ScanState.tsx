import { Button } from '@mantine/core';
import { messages } from '@/messages';

const texts = messages.scan;

interface Props {
  scanned: number;
  total: number;
  /** Looks further; undefined if everything was looked at. */
  onMore: (() => void) | undefined;
  isLooking: boolean;
}

/** How far a bounded scan has looked, and a button that goes on. */
export function ScanState({ scanned, total, onMore, isLooking }: Props) {
  if (total === 0) {
    return null;
  }
  return (
    <div className="row" style={{ marginTop: 12 }}>
      <span className="muted">{texts.looked(Math.min(scanned, total), total)}</span>
      {onMore && (
        <Button variant="default" size="xs" loading={isLooking} onClick={onMore}>
          {texts.more}
        </Button>
      )}
    </div>
  );
}
