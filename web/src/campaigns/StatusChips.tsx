import { Button } from '@mantine/core';
import type { CampaignStatus } from '@/api/client';
import { messages } from '@/messages';

const texts = messages.campaigns;
const STATUSES = Object.keys(messages.status) as CampaignStatus[];

/** The statuses in a parameter of the address; others are left out. */
export const statusesIn = (text: string) => STATUSES.filter((status) => text.split(',').includes(status));

interface StatusChipsProperties {
  chosen: CampaignStatus[];
  onChange: (chosen: CampaignStatus[]) => void;
}

/** Filters by status: none chosen means all. */
export function StatusChips({ chosen, onChange }: StatusChipsProperties) {
  const toggled = (status: CampaignStatus) =>
    STATUSES.filter((each) => (each === status ? !chosen.includes(each) : chosen.includes(each)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend that is seen
    <div role="group" aria-label={texts.status} className="row" style={{ gap: 6 }}>
      <Chip isOn={chosen.length === 0} text={texts.any} onClick={() => onChange([])} />
      {STATUSES.map((status) => (
        <Chip
          key={status}
          isOn={chosen.includes(status)}
          text={messages.status[status]}
          onClick={() => onChange(toggled(status))}
        />
      ))}
    </div>
  );
}

function Chip({ isOn, text, onClick }: { isOn: boolean; text: string; onClick: () => void }) {
  return (
    <Button
      size="compact-sm"
      radius="xl"
      variant={isOn ? 'filled' : 'default'}
      aria-pressed={isOn}
      fw={400}
      onClick={onClick}
    >
      {text}
    </Button>
  );
}
