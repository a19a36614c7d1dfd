'use client';

import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { AuditTable } from '@/users/AuditTable';
import { KeysTab } from '@/users/KeysTab';
import { UsersTab } from '@/users/UsersTab';

const texts = messages.users;
const TABS = ['people', 'keys', 'audit'] as const;

/** Who may use this installation, and who did what: for administrators. */
export function UsersPage() {
  const asked = useSearchParams().get('tab');
  const tab = TABS.find((each) => each === asked) ?? 'people';
  const isAdmin = useMay('admin');
  if (!isAdmin) {
    return (
      <>
        <h1>{texts.title}</h1>
        <p>{texts.notAllowed}</p>
      </>
    );
  }
  return (
    <>
      <h1>{texts.title}</h1>
      <nav className="tabs" aria-label={texts.title}>
        {TABS.map((each) => (
          <Link
            key={each}
            href={`/users?tab=${each}`}
            prefetch={false}
            aria-current={each === tab ? 'page' : undefined}
          >
            {texts.tabs[each]}
          </Link>
        ))}
      </nav>
      {tab === 'people' && <UsersTab />}
      {tab === 'keys' && <KeysTab />}
      {tab === 'audit' && <AuditTable />}
    </>
  );
}
