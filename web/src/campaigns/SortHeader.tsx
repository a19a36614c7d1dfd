import type { CampaignSort } from '@/campaigns/queries';
import { messages } from '@/messages';

const texts = messages.campaigns;

interface SortHeaderProperties {
  text: string;
  field: 'name' | 'created_at';
  /** The order that the first press chooses. */
  firstSort: CampaignSort;
  order?: { sort: CampaignSort; onSort: (sort: CampaignSort) => void };
}

/** The header of a column; a button that sorts by it, and reverses the order when it is pressed again. */
export function SortHeader({ text, field, firstSort, order }: SortHeaderProperties) {
  if (order === undefined) {
    return <th scope="col">{text}</th>;
  }
  const { sort, onSort } = order;
  const isSorted = sort === field || sort === `-${field}`;
  const isDescending = sort.startsWith('-');
  const next = isSorted ? (isDescending ? field : (`-${field}` as const)) : firstSort;
  return (
    <th scope="col" aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}>
      <button type="button" className="sort" title={texts.sortBy(text)} onClick={() => onSort(next)}>
        {text} <span aria-hidden>{isSorted ? (isDescending ? '▾' : '▴') : '↕'}</span>
      </button>
    </th>
  );
}
