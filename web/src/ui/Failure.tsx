import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '@/api/client';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';

/** A box that says what is wrong, also to screen readers. */
export function Problem({ text, children }: { text: string; children?: ReactNode }) {
  useAnnounced(text);
  return (
    <Alert color="red" variant="outline" role="group" aria-label={messages.problem}>
      <div className="stack">
        <span>{text}</span>
        {children}
      </div>
    </Alert>
  );
}

/** What failed, and a button if trying again may help. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const errors = error instanceof ApiProblem ? error.errors : [];
  return (
    <Problem text={error.message}>
      {errors.length > 1 && (
        <ul>
          {errors.map((each) => (
            <li key={`${each.field} ${each.message}`}>
              {each.field}: {each.message}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry} style={{ alignSelf: 'start' }}>
          {messages.retry}
        </Button>
      )}
    </Problem>
  );
}
