import { Suspense } from 'react';
import { CampaignPage } from '@/campaign/CampaignPage';
import { messages } from '@/messages';

export const metadata = { title: messages.campaign.title };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <CampaignPage />
    </Suspense>
  );
}
