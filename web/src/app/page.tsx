import { Suspense } from 'react';
import { messages } from '@/messages';
import { OverviewPage } from '@/overview/OverviewPage';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <OverviewPage />
    </Suspense>
  );
}
