import { Suspense } from 'react';
import { ImportPage } from '@/importing/ImportPage';
import { messages } from '@/messages';

export const metadata = { title: messages.pages.importing };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <ImportPage />
    </Suspense>
  );
}
