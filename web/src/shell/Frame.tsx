'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { messages } from '@/messages';
import { SchemeSwitch } from '@/shell/SchemeSwitch';

const PAGES = [
  { href: '/', name: messages.pages.overview, also: [] },
  { href: '/campaigns', name: messages.pages.campaigns, also: ['/campaign'] },
  { href: '/segments', name: messages.pages.segments, also: ['/segment'] },
  { href: '/leads', name: messages.pages.leads, also: ['/lead'] },
  { href: '/new', name: messages.pages.compose, also: [] },
];

/** Header and main part of every page. */
export function Frame({ children }: { children: ReactNode }) {
  const path = usePathname();
  return (
    <>
      <a className="skip" href="#main">
        {messages.skip}
      </a>
      <header className="top">
        <span className="brand">{messages.product}</span>
        <nav aria-label={messages.navigation}>
          {PAGES.map((page) => (
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
        <SchemeSwitch />
      </header>
      <main id="main" className="page">
        {children}
      </main>
    </>
  );
}
