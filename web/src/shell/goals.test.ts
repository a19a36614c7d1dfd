import { expect, it } from 'vitest';
import { matching } from '@/shell/goals';

const groups = [
  { name: 'Pages', goals: [{ href: '/leads', name: 'Leads' }] },
  {
    name: 'Campaigns',
    goals: Array.from({ length: 20 }, (_, index) => ({ href: `/c?${index}`, name: 'Spring', id: `campaign-${index}` })),
  },
];

it('finds by name and by id, in any case', () => {
  expect(matching(groups, ' LEA ')).toEqual([groups[0]]);
  expect(matching(groups, 'campaign-7')[0]?.goals).toEqual([{ href: '/c?7', name: 'Spring', id: 'campaign-7' }]);
});

it('leaves no group out because another has many', () => {
  expect(matching(groups, '').map(({ goals }) => goals.length)).toEqual([1, 8]);
  expect(matching(groups, 'nothing')).toEqual([]);
});
