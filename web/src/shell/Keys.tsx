'use client';

import { Button, Modal } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useRef, useState } from 'react';
import { messages } from '@/messages';
import { actionOf, type KeyAction } from '@/shell/keys';
import { useGo } from '@/ui/leaving';

const texts = messages.keys;
const STORED_AS = 'mini-crm-single-keys';
const SECOND_KEY_MILLIS = 1_500;

/** Loaded when it is opened for the first time. */
const Palette = dynamic(() => import('@/shell/Palette').then(({ Palette }) => Palette), { ssr: false });

/** The palette, which Ctrl K opens from inside an input, too, the help, and single keys, which can be switched off. */
export function Keys() {
  const go = useGo();
  const [isOpen, setOpen] = useState(false);
  const [palette, setPalette] = useState<'never opened' | 'open' | 'closed'>('never opened');
  const [isOn, setOn] = useLocalStorage({ key: STORED_AS, defaultValue: true });
  const pressedG = useRef(0);

  const openPalette = useCallback(() => setPalette('open'), []);

  const act = useCallback(
    (action: KeyAction) => {
      switch (action.kind) {
        case 'go':
          return go(action.href);
        case 'filter':
          return document.querySelector<HTMLInputElement>('main input:not([type=checkbox]):not([type=file])')?.focus();
        case 'move':
          return move(action.by);
        case 'help':
          return setOpen(true);
        case 'wait':
          pressedG.current = Date.now();
      }
    },
    [go],
  );

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) {
        return;
      }
      const isAfterG = Date.now() - pressedG.current < SECOND_KEY_MILLIS;
      pressedG.current = 0;
      const action = actionOf(event.key, isAfterG);
      if (action !== undefined) {
        event.preventDefault();
        act(action);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isOn, act, openPalette]);

  return (
    <>
      <Button size="xs" variant="default" onClick={openPalette}>
        {messages.palette.open}
      </Button>
      <Button size="xs" variant="default" aria-label={texts.title} onClick={() => setOpen(true)}>
        ?
      </Button>
      {palette !== 'never opened' && <Palette isOpen={palette === 'open'} onClose={() => setPalette('closed')} />}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={texts.title}>
        <dl className="pairs">
          {texts.list.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <label>
          <input type="checkbox" checked={isOn} onChange={(event) => setOn(event.currentTarget.checked)} /> {texts.isOn}
        </label>
      </Modal>
    </>
  );
}

/** Focuses the next or previous row's link of the page's lists. */
function move(by: 1 | -1) {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('main tbody tr a:first-of-type')].filter(
    (link, index, all) => index === 0 || link.closest('tr') !== all[index - 1]?.closest('tr'),
  );
  const row = document.activeElement?.closest('tr') ?? null;
  const current = links.findIndex((link) => link.closest('tr') === row);
  links[current === -1 ? 0 : Math.min(links.length - 1, Math.max(0, current + by))]?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role=dialog]') !== null)
  );
}
