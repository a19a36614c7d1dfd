import { Suspense } from 'react';
import { LeadPage } from '@/leads/LeadPage';
import { messages } from '@/messages';

export const metadata = { title: messages.leads.person };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <LeadPage />
    </Suspense>
  );
}
