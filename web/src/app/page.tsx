import { Suspense } from 'react';
import { messages } from '@/messages';
import { OverviewPage } from '@/overview/OverviewPage';

export const metadata = { title: { absolute: `${messages.pages.overview} · ${messages.product}` } };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <OverviewPage />
    </Suspense>
  );
}
