import { Suspense } from 'react';
import { messages } from '@/messages';
import { TopicPage } from '@/topic/TopicPage';

export const metadata = { title: messages.pipeline.topic };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <TopicPage />
    </Suspense>
  );
}
