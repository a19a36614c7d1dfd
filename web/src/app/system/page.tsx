import { Suspense } from 'react';
import { messages } from '@/messages';
import { SystemPage } from '@/system/SystemPage';

export const metadata = { title: messages.pages.system };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <SystemPage />
    </Suspense>
  );
}
