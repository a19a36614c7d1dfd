import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { Suspense, useEffect, useRef } from 'react';
import { messages } from '@/messages';
import { Account } from '@/session/Account';
import { Keys } from '@/shell/Keys';
import { placeOf, usePages } from '@/shell/pages';
import { SchemeSwitch } from '@/shell/SchemeSwitch';
import { useMenu } from '@/shell/useMenu';

const MENU = 'menu';

/**
 * The bar above every page. Where the window is wide, it has all links side by side; where it is narrow, it has the name
 * of the current page and a button that opens a panel with them. Both are the same elements, and styles alone tell which
 * of the two they are: so the exported page looks right before any script runs, and nothing moves.
 */
export function Header() {
  const path = usePathname();
  const pages = usePages();
  const current = placeOf(path);
  const { isOpen, area, button, toggle, leave } = useMenu();
  return (
    <header className="top" ref={area}>
      <span className="brand">{messages.product}</span>
      <span className="here">{current?.name}</span>
      <button
        ref={button}
        type="button"
        className="menu-button"
        aria-expanded={isOpen}
        aria-controls={MENU}
        onClick={toggle}
      >
        <span aria-hidden>{isOpen ? '✕' : '☰'}</span> {messages.menu}
      </button>
      <div id={MENU} className="menu" data-open={isOpen || undefined}>
        <nav aria-label={messages.navigation}>
          {pages.map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              aria-current={href === current?.href ? 'page' : undefined}
              onClick={leave}
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="row">
          <Account />
          <Keys />
          <SchemeSwitch />
        </div>
      </div>
      <Suspense>
        <OnOtherAddress then={leave} />
      </Suspense>
    </header>
  );
}

/** Links are not the only way to another page: there are the palette, single keys, and the way back. */
function OnOtherAddress({ then }: { then: () => void }) {
  const address = `${usePathname()}?${useSearchParams()}`;
  const known = useRef(address);
  useEffect(() => {
    if (known.current !== address) {
      known.current = address;
      then();
    }
  }, [address, then]);
  return null;
}
