'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { client } from '@/api/client';
import { messages } from '@/messages';
import { LogIn } from '@/session/LogIn';
import { goTo, pathOf } from '@/session/queries';
import { Setup } from '@/session/Setup';

/** Logging in, with a password or by a link; with the link of the first start, making the first administrator. */
export function LoginPage() {
  const back = pathOf(useSearchParams().get('back'));
  // The fragment is known only in the browser.
  const [setup, setSetup] = useState<string | null>();
  useEffect(() => {
    const [, kind, secret] = window.location.hash.match(/^#(setup|link)=(.+)$/) ?? [];
    if (kind === 'link' && secret !== undefined) {
      // Once: the address must not stay in the history, and must not be used twice.
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      client.POST('/api/v1/session', { body: { link: secret } }).then(({ response }) => {
        if (response.ok) {
          goTo(back);
        }
        setSetup(null);
      });
    } else {
      setSetup(kind === 'setup' ? secret : null);
    }
  }, [back]);
  if (setup === undefined) {
    return <p className="loading">{messages.loading}</p>;
  }
  return setup === null ? <LogIn back={back} /> : <Setup link={setup} />;
}
