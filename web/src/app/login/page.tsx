import { Suspense } from 'react';
import { messages } from '@/messages';
import { LoginPage } from '@/session/LoginPage';

export const metadata = { title: messages.login.title };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <LoginPage />
    </Suspense>
  );
}
