import type { FormEvent, ReactNode } from 'react';

/** A narrow form, submitted by a script. */
export function SessionForm({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="stack" style={{ maxWidth: 360 }} onSubmit={submit}>
      {children}
    </form>
  );
}
