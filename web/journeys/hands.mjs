// How somebody works a page: with the mouse, or with nothing but the keyboard.
import assert from 'node:assert/strict';

/** More than any page has. */
const TABS = 250;
const ENTER_MILLIS = 1_000;

export const mouse = {
  press: (_, control) => control.click(),
  write: (_, field, text) => field.fill(text),
  choose: (_, list, value) => list.selectOption(value),
  tick: (_, box) => box.check(),
  file: (page, path) => page.locator('input[type=file]').setInputFiles(path),
};

/** Tab reaches everything; Enter, Space, the arrows and letters do the rest. */
export const keyboard = {
  async press(page, control) {
    await tabTo(page, control);
    await page.keyboard.press('Enter');
  },
  async write(page, field, text) {
    await tabTo(page, field);
    await page.keyboard.press('Control+a');
    await (text === '' ? page.keyboard.press('Delete') : page.keyboard.type(text));
  },
  async choose(page, list, value) {
    await tabTo(page, list);
    const steps = await list.evaluate(
      (select, wanted) =>
        [...select.options].findIndex((option) => option.value === wanted || option.label === wanted) -
        select.selectedIndex,
      value,
    );
    for (let step = 0; step < Math.abs(steps); step++) {
      await page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
    }
    await list
      .page()
      .waitForFunction(
        ([select, wanted]) => select.value === wanted || select.selectedOptions[0]?.label === wanted,
        [await list.elementHandle(), value],
      );
  },
  async tick(page, box) {
    await tabTo(page, box);
    await page.keyboard.press('Space');
    assert.ok(await box.isChecked());
  },
  async file(page, path) {
    await tabTo(page, page.getByLabel('CSV file'));
    const chosen = page.waitForEvent('filechooser');
    // The page is shown before it listens.
    const again = setInterval(() => page.keyboard.press('Enter').catch(() => undefined), ENTER_MILLIS);
    const chooser = await chosen.finally(() => clearInterval(again));
    await chooser.setFiles(path);
  },
};

/** Presses Tab until the control has the focus, backwards if it is above. It can be seen that it has. */
export async function tabTo(page, control) {
  await control.waitFor();
  const isAbove = await control.evaluate(
    (element) =>
      document.activeElement !== document.body &&
      (document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
  );
  for (let presses = 0; presses < TABS; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) {
      assert.ok(await isMarked(control), `nothing shows that ${control} has the focus`);
      return;
    }
    await page.keyboard.press(isAbove ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab does not reach ${control}`);
}

/** Whether an outline or a border of another color marks the element, or what contains it. */
const isMarked = (control) =>
  control.evaluate((element) => {
    for (let each = element; each !== null && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) {
        return true;
      }
    }
    return false;
  });
