import { Suspense } from 'react';
import { DeadLettersPage } from '@/letters/DeadLettersPage';
import { messages } from '@/messages';

export const metadata = { title: messages.pages.letters };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <DeadLettersPage />
    </Suspense>
  );
}
