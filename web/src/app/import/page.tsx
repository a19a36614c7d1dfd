import { Suspense } from 'react';
import { ImportPage } from '@/importing/ImportPage';
import { messages } from '@/messages';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <ImportPage />
    </Suspense>
  );
}
