import { messages } from '@/messages';
import { useSession } from '@/session/queries';

interface Place {
  href: string;
  name: string;
  also: string[];
  /** Without it, there is nothing to do there. */
  scope?: string;
}

const PAGES: Place[] = [
  { href: '/', name: messages.pages.overview, also: [] },
  { href: '/campaigns', name: messages.pages.campaigns, also: ['/campaign'] },
  { href: '/segments', name: messages.pages.segments, also: ['/segment'] },
  { href: '/leads', name: messages.pages.leads, also: ['/lead'] },
  { href: '/import', name: messages.pages.importing, also: [] },
  { href: '/pipeline', name: messages.pages.pipeline, also: ['/topic', '/trace', '/dead-letters'] },
  { href: '/limits', name: messages.pages.limits, also: [] },
  { href: '/system', name: messages.pages.system, also: [] },
  { href: '/new', name: messages.pages.compose, also: [], scope: 'campaigns:send' },
  { href: '/users', name: messages.pages.users, also: [], scope: 'admin' },
];

/** The pages that the header and the palette lead to. */
export function usePages(): Place[] {
  const { data: session } = useSession();
  return PAGES.filter(({ scope }) => scope === undefined || (session?.scopes.includes(scope) ?? scope !== 'admin'));
}

/** The one of them that a path belongs to. */
export const placeOf = (path: string) => PAGES.find(({ href, also }) => href === path || also.includes(path));
