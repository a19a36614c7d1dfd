import { Suspense } from 'react';
import { messages } from '@/messages';
import { TracePage } from '@/trace/TracePage';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <TracePage />
    </Suspense>
  );
}
