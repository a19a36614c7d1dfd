import { Suspense } from 'react';
import { messages } from '@/messages';
import { PipelinePage } from '@/pipeline/PipelinePage';

export const metadata = { title: messages.pages.pipeline };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <PipelinePage />
    </Suspense>
  );
}
