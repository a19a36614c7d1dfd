import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * A panel that a button opens, and that covers the page. It closes when the person goes on elsewhere: with Escape, which
 * leads back to the button, with a click or the focus outside, or because another page is shown, which gets the focus.
 */
export function useMenu() {
  const [isOpen, setOpen] = useState(false);
  const area = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) {
      return;
    }
    const closeIfOutside = ({ target }: Event) => {
      if (target instanceof Node && !area.current?.contains(target) && !isInDialog(target)) {
        setOpen(false);
      }
    };
    const closeOnEscape = ({ key, target }: KeyboardEvent) => {
      if (key === 'Escape' && !isInDialog(target)) {
        setOpen(false);
        button.current?.focus();
      }
    };
    document.addEventListener('pointerdown', closeIfOutside);
    document.addEventListener('focusin', closeIfOutside);
    document.addEventListener('keydown', closeOnEscape);
    return () => {
      document.removeEventListener('pointerdown', closeIfOutside);
      document.removeEventListener('focusin', closeIfOutside);
      document.removeEventListener('keydown', closeOnEscape);
    };
  }, [isOpen]);

  const toggle = () => setOpen((known) => !known);
  const leave = useCallback(() => {
    if (isOpen) {
      setOpen(false);
      document.querySelector('main')?.focus();
    }
  }, [isOpen]);
  return { isOpen, area, button, toggle, leave };
}

/** Dialogs that the panel opens lie above it, and lead back into it. */
const isInDialog = (target: EventTarget | null) =>
  target instanceof Element && target.closest('.mantine-Modal-root') !== null;
