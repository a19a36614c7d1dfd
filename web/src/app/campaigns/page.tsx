import { Suspense } from 'react';
import { CampaignsPage } from '@/campaigns/CampaignsPage';
import { messages } from '@/messages';

export const metadata = { title: messages.pages.campaigns };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <CampaignsPage />
    </Suspense>
  );
}
