// What people do with segments.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';

const TABS = 200;

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page, name) {
  for (let presses = 0; presses < TABS; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    });
    if (focused === name) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
}

async function press(page, name) {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

async function write(page, name, text) {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

const counted = (page, people) => page.locator('[data-testid=count]', { hasText: new RegExp(`^${people}$`) }).waitFor();

export const segmentJourneys = {
  async 'build nested rules by keyboard only, undo, redo, and see an invalid rule at its row'({ browser, base, api }) {
    await api.segment('by-keyboard', 20);
    await api.post('/leads', { id: 'by-keyboard 0', attributes: { spent: 12 } });
    const { page, close } = await open(browser, base);
    await page.goto('/segments');
    await press(page, 'New segment');
    await page.getByRole('heading', { name: 'New segment' }).waitFor();
    await press(page, 'Add a rule: all rules');
    await write(page, 'Field, rule 1', 'group');
    await write(page, 'Value, rule 1', 'by-keyboard');
    await counted(page, 20);
    await press(page, 'Add a group: all rules');
    await write(page, 'Field, rule 2.1', 'city');
    await write(page, 'Value, rule 2.1', 'Pune');
    await counted(page, 10);
    await press(page, '↶ Undo');
    await page.getByText('A rule is not complete yet').or(page.getByText('0 people match now')).waitFor();
    await press(page, '↷ Redo');
    await counted(page, 10);
    await press(page, 'Add a rule: all rules');
    await write(page, 'Field, rule 3', 'spent');
    await write(page, 'Value, rule 3', 'many');
    await page.getByTestId('problem').filter({ hasText: 'is a text, but spent holds numbers' }).waitFor();
    await page.getByText('A rule is not complete yet').waitFor();
    await press(page, 'Remove rule 3');
    await counted(page, 10);
    // The rules are in the address.
    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await counted(page, 10);
    assert.equal(await page.getByLabel('Value, rule 2.1').inputValue(), 'Pune');
    await close();
  },

  async 'save rules, see what a change would do, why somebody is in the segment or not, and be asked before leaving'({
    browser,
    base,
    api,
  }) {
    await api.segment('explained', 60);
    const { page, close } = await open(browser, base);
    await page.goto('/segments');
    await page.getByRole('link', { name: 'Segment explained', exact: true }).click();
    await counted(page, 60);
    const last = page.getByRole('row', { name: /^explained 59/ });
    for (let turn = 0; turn < 20 && (await last.count()) === 0; turn++) {
      await page.mouse.wheel(0, 800);
      await page.waitForTimeout(50);
    }
    await last.waitFor();
    await page.getByRole('button', { name: 'Add a rule: all rules' }).click();
    await page.getByLabel('Field, rule 2').selectOption('city');
    await page.getByLabel('Value, rule 2').fill('Pune');
    await page.getByText('+0 −30 against saved').waitFor();
    await page.getByLabel('Look up a person').fill('explained 7');
    await page.getByRole('button', { name: /explained 7\)/ }).click();
    await page.getByText('✕ is not in the segment').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^✓matches group = "explained": it is "explained"$/ })
      .waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^✕does not match city = "Pune": the lead has no city$/ })
      .waitFor();
    await page.getByLabel('Look up a person').fill('explained 8');
    await page.getByRole('button', { name: /explained 8\)/ }).click();
    await page.getByText('✓ is in the segment').waitFor();
    let questions = 0;
    let isToLeave = false;
    page.on('dialog', (dialog) => {
      questions++;
      return isToLeave ? dialog.accept() : dialog.dismiss();
    });
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    assert.equal(questions, 1);
    await page.getByLabel('Name of the segment').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is empty').waitFor();
    await page.getByLabel('Name of the segment').fill('Explained in Pune');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Explained in Pune' }).waitFor();
    await page.getByText('✓ saved').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    isToLeave = true;
    await page.getByRole('button', { name: 'Delete the segment' }).click();
    await page.getByRole('heading', { name: 'Segments' }).waitFor();
    assert.equal(questions, 1);
    await assert.rejects(api.get('/segments/explained'));
    await close();
  },
};
