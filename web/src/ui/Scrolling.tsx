import type { ReactNode } from 'react';

/** What may be wider than the window, such as a table: it scrolls by itself, also by keyboard. */
export function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to reach what scrolls
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
