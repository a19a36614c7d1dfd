import { Suspense } from 'react';
import { LeadsPage } from '@/leads/LeadsPage';
import { messages } from '@/messages';

export const metadata = { title: messages.pages.leads };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <LeadsPage />
    </Suspense>
  );
}
