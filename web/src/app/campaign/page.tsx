import { Suspense } from 'react';
import { CampaignPage } from '@/campaign/CampaignPage';
import { messages } from '@/messages';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <CampaignPage />
    </Suspense>
  );
}
