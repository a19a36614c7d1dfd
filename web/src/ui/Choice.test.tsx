import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Choice } from '@/ui/Choice';

const shown = (options: { value: string; label: string }[], unlisted?: string) => {
  const { unmount } = render(
    <MantineProvider>
      <Choice aria-label="Segment" value="adults" options={options} unlisted={unlisted} onChange={() => {}} />
    </MantineProvider>,
  );
  const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Segment' });
  const text = [select.value, select.selectedOptions[0]?.textContent, select.options.length];
  unmount();
  return text;
};

it('shows its value, also before the options are there or if it is none of them', () => {
  expect(shown([{ value: 'adults', label: 'Adults' }])).toEqual(['adults', 'Adults', 1]);
  expect(shown([])).toEqual(['adults', 'adults', 1]);
  expect(shown([{ value: '', label: 'Choose' }], 'All adults')).toEqual(['adults', 'All adults', 2]);
});
