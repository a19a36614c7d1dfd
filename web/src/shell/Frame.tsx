'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { linkIn, loginAddress } from '@/api/client';
import { messages } from '@/messages';
import { Account } from '@/session/Account';
import { goTo } from '@/session/queries';
import { BusyNotice } from '@/shell/BusyNotice';
import { Keys } from '@/shell/Keys';
import { usePages } from '@/shell/pages';
import { SchemeSwitch } from '@/shell/SchemeSwitch';
import { Announcer } from '@/ui/Announcer';

/** Header and main part of every page. */
export function Frame({ children }: { children: ReactNode }) {
  const path = usePathname();
  const isLogin = path === '/login';
  const pages = usePages(!isLogin);
  useFragment();
  return (
    <>
      <a className="skip" href="#main">
        {messages.skip}
      </a>
      <header className="top">
        <span className="brand">{messages.product}</span>
        <nav aria-label={messages.navigation}>
          {pages.map((page) => (
            <Link
              key={page.href}
              href={page.href}
              prefetch={false}
              aria-current={path === page.href || page.also.some((other) => other === path) ? 'page' : undefined}
            >
              {page.name}
            </Link>
          ))}
        </nav>
        <div className="row">
          {!isLogin && <Account />}
          {!isLogin && <Keys />}
          <SchemeSwitch />
        </div>
      </header>
      <Announcer />
      <BusyNotice />
      <main id="main" className="page">
        {children}
      </main>
    </>
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
