import { Alert, Button } from '@mantine/core';
import { ApiProblem } from '@/api/client';
import { messages } from '@/messages';

/** What failed, and a button if trying again may help. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const errors = error instanceof ApiProblem ? error.errors : [];
  return (
    <Alert color="red" variant="outline" role="alert">
      <div className="stack">
        <span>{error.message}</span>
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
      </div>
    </Alert>
  );
}
