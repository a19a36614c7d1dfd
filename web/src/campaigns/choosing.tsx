import type { Campaign } from '@/api/client';
import { isMoving } from '@/campaigns/queries';
import { messages } from '@/messages';

const texts = messages.campaigns.bulk;

interface ChoiceProperties {
  chosen: ReadonlySet<string>;
  onChoose: (chosen: Set<string>) => void;
}

export function Choose({
  campaign: { campaign_id: id, name },
  chosen,
  onChoose,
}: ChoiceProperties & { campaign: Campaign }) {
  const toggle = () => {
    const next = new Set(chosen);
    if (!next.delete(id)) {
      next.add(id);
    }
    onChoose(next);
  };
  return <input type="checkbox" aria-label={texts.choose(name)} checked={chosen.has(id)} onChange={toggle} />;
}

/** A header that chooses all campaigns that can be paused. */
export function ChooseAll({ campaigns, chosen, onChoose }: ChoiceProperties & { campaigns: Campaign[] }) {
  const moving = campaigns.filter(({ status }) => isMoving(status)).map(({ campaign_id: id }) => id);
  const isAll = moving.every((id) => chosen.has(id));
  if (moving.length === 0) {
    // A header without a text would be an empty one.
    return <td />;
  }
  return (
    <th scope="col">
      <input
        type="checkbox"
        aria-label={texts.chooseAll}
        checked={isAll}
        onChange={() => onChoose(new Set(isAll ? [] : moving))}
      />
    </th>
  );
}
