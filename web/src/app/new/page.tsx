import { Suspense } from 'react';
import { ComposePage } from '@/compose/ComposePage';
import { messages } from '@/messages';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <ComposePage />
    </Suspense>
  );
}
