'use client';

import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { linkIn, loginAddress } from '@/api/client';
import { messages } from '@/messages';
import { goTo } from '@/session/queries';
import { BusyNotice } from '@/shell/BusyNotice';
import { Header } from '@/shell/Header';
import { SchemeSwitch } from '@/shell/SchemeSwitch';
import { Announcer } from '@/ui/Announcer';

/** Header and main part of every page. */
export function Frame({ children }: { children: ReactNode }) {
  const path = usePathname();
  useFragment();
  return (
    <>
      <a className="skip" href="#main">
        {messages.skip}
      </a>
      {path === '/login' ? <LoginHeader /> : <Header />}
      <Announcer />
      <BusyNotice />
      <main id="main" className="page" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** Nobody is known there, so nothing leads anywhere. */
function LoginHeader() {
  return (
    <header className="top">
      <span className="brand">{messages.product}</span>
      <SchemeSwitch />
    </header>
  );
}

/** Links of the server open any page with a secret in the fragment; the log-in uses it, and leads back. */
function useFragment() {
  useEffect(() => {
    const { hash, pathname, search } = window.location;
    if (pathname !== '/login' && linkIn(hash) !== '') {
      goTo(loginAddress(pathname + search) + linkIn(hash));
    }
  }, []);
}
