import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { MissingValues } from '@/compose/MissingValues';

const shown = (missing: string[], lacking: string[]) => {
  const { container, unmount } = render(
    <MissingValues of={{ missing_variables: missing, lacking_variables: lacking }} />,
  );
  const texts = [...container.querySelectorAll('p')].map((note) => [note.classList[0], note.textContent]);
  unmount();
  return texts;
};

it('warns of a gap alone, and says quietly what the message provides for', () => {
  expect(shown([], [])).toEqual([]);
  expect(shown(['city'], [])).toEqual([['muted', 'No value for city; the message provides for that.']]);
  expect(shown(['age', 'city'], ['city'])).toEqual([
    ['bad', '✕ This person has no value for city, so the message has a gap there.'],
    ['muted', 'No value for age; the message provides for that.'],
  ]);
});
