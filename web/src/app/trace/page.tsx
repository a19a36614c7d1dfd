import { Suspense } from 'react';
import { messages } from '@/messages';
import { TracePage } from '@/trace/TracePage';

export const metadata = { title: messages.trace.title };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <TracePage />
    </Suspense>
  );
}
