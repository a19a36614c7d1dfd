import { Suspense } from 'react';
import { ComposePage } from '@/compose/ComposePage';
import { messages } from '@/messages';

export const metadata = { title: messages.pages.compose };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <ComposePage />
    </Suspense>
  );
}
