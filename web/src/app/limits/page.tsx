import { Suspense } from 'react';
import { LimitsPage } from '@/limits/LimitsPage';
import { messages } from '@/messages';

export const metadata = { title: messages.pages.limits };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <LimitsPage />
    </Suspense>
  );
}
