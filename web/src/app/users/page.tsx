import { Suspense } from 'react';
import { messages } from '@/messages';
import { UsersPage } from '@/users/UsersPage';

export default function Page() {
  return (
    <Suspense fallback={<p className="loading">{messages.loading}</p>}>
      <UsersPage />
    </Suspense>
  );
}
