import { fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { useMenu } from '@/shell/useMenu';

function Page() {
  const { isOpen, area, button, toggle, leave } = useMenu();
  return (
    <>
      <header ref={area}>
        <button ref={button} type="button" aria-expanded={isOpen} onClick={toggle}>
          Menu
        </button>
        <button type="button" onClick={leave}>
          Inside
        </button>
      </header>
      <main tabIndex={-1}>
        <button type="button">Outside</button>
      </main>
      <div className="mantine-Modal-root">
        <button type="button">In a dialog</button>
      </div>
    </>
  );
}

const control = (name: string) => screen.getByRole('button', { name });
const isOpen = () => control('Menu').getAttribute('aria-expanded') === 'true';

beforeEach(() => {
  document.body.innerHTML = '';
  render(<Page />);
  fireEvent.click(control('Menu'));
});

it('opens and closes with its button', () => {
  expect(isOpen()).toBe(true);
  fireEvent.click(control('Menu'));
  expect(isOpen()).toBe(false);
});

it('closes with Escape, which leads back to the button', () => {
  control('Inside').focus();
  fireEvent.keyDown(control('Inside'), { key: 'Escape' });
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(control('Menu'));
});

it('closes when something else gets a click or the focus', () => {
  fireEvent.pointerDown(control('Outside'));
  expect(isOpen()).toBe(false);
  fireEvent.click(control('Menu'));
  fireEvent.focusIn(control('Outside'));
  expect(isOpen()).toBe(false);
});

it('stays while a dialog is open that it has opened', () => {
  fireEvent.focusIn(control('In a dialog'));
  fireEvent.pointerDown(control('In a dialog'));
  fireEvent.keyDown(control('In a dialog'), { key: 'Escape' });
  expect(isOpen()).toBe(true);
});

it('gives the focus to the page when it is left, and not if it was closed', () => {
  fireEvent.click(control('Inside'));
  expect(isOpen()).toBe(false);
  expect(document.activeElement?.tagName).toBe('MAIN');
  control('Outside').focus();
  fireEvent.click(control('Inside'));
  expect(document.activeElement).toBe(control('Outside'));
});
