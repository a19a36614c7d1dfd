import { Suspense } from 'react';
import { messages } from '@/messages';
import { SegmentsPage } from '@/segments/SegmentsPage';

export const metadata = { title: messages.pages.segments };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <SegmentsPage />
    </Suspense>
  );
}
