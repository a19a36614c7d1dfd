import { Suspense } from 'react';
import { messages } from '@/messages';
import { TopicPage } from '@/topic/TopicPage';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <TopicPage />
    </Suspense>
  );
}
