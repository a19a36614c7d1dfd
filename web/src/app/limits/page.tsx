import { Suspense } from 'react';
import { LimitsPage } from '@/limits/LimitsPage';
import { messages } from '@/messages';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <LimitsPage />
    </Suspense>
  );
}
