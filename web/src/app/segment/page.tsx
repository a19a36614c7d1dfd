import { Suspense } from 'react';
import { messages } from '@/messages';
import { SegmentPage } from '@/segment/SegmentPage';

export const metadata = { title: messages.segment.title };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <SegmentPage />
    </Suspense>
  );
}
