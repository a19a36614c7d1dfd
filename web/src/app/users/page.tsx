import { Suspense } from 'react';
import { messages } from '@/messages';
import { UsersPage } from '@/users/UsersPage';

export const metadata = { title: messages.pages.users };

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <UsersPage />
    </Suspense>
  );
}
