import assert from 'node:assert/strict';
import { RequestError } from '../../src/protocol/channel';
import { draggedText } from '../../webview/edit/liveEdit';
import { example, hostParts } from './hostParts';
import { PanelBrowser, type Asked, type OpenOptions, type PanelPage } from './panelPage';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const w5 = { kind: 'weight', layer: 1, i: 0, j: 0 } as const;

describe('a drag', () => {
  it('moves by hundredths of the leading digit, and keeps no digits below', () => {
    assert.equal(draggedText(0.4, 7), '0.47');
    assert.equal(draggedText(0.4, -40), '0.00');
    assert.equal(draggedText(0.149906, 3), '0.18');
    assert.equal(draggedText(-12.5, 4), '-12.1');
    assert.equal(draggedText(1500, 2), '1520');
    assert.equal(draggedText(0, -3), '-0.03');
  });
});

describe('changing a number of the file in the panel', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  let panel: PanelPage;

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const { complaints } = panel;
    await panel.close();
    assert.deepEqual(complaints, []);
  });

  async function open(answers: OpenOptions['answers'] = {}): Promise<PanelPage> {
    panel = await browser.open({
      snapshot: snapshotB(hostParts(example('network-b'), w5)),
      theme: THEMES[1]!,
      answers: {
        spelling: () => ({ text: '0.40' }),
        nudge: ({ text, steps }) => ({ text: (Number(text) + steps / 100).toFixed(2) }),
        ...answers,
      },
    });
    return panel;
  }
  const asked = (...methods: string[]): Asked[] =>
    panel.asked.filter(({ method }) => methods.includes(method));
  const isAsked = async (method: string, count = 1): Promise<void> => {
    const end = Date.now() + 10_000;
    while (asked(method).length < count) {
      assert.ok(Date.now() < end, `${method} was not asked: ${panel.methods().join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const change = 'vscode-button[aria-label="Change the value"]';
  const field = '.value-editor vscode-text-field';

  it('by typing: previewed with every key, written by Enter', async () => {
    const { page } = await open();
    await page.locator(change).click();
    await page.waitForSelector(field);
    assert.equal(await page.locator(field).evaluate((one: HTMLInputElement) => one.value), '0.40');
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('5');
    await isAsked('preview', 2);
    assert.equal(asked('edit').length, 0);
    await page.keyboard.press('Enter');
    await isAsked('edit');
    assert.deepEqual(asked('edit'), [{ method: 'edit', params: { subject: w5, text: '0.45' } }]);
    assert.deepEqual(asked('preview').at(-1), { method: 'preview', params: { subject: w5, text: '0.45' } });
    await page.waitForSelector('.value-editor', { state: 'hidden' });
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-label') === 'Change the value',
    );
  });

  it('by the keyboard alone: arrows change the last digit, Escape leaves it', async () => {
    const { page } = await open();
    await page.locator(change).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector(field);
    await page.keyboard.press('ArrowUp');
    await isAsked('preview');
    await page.keyboard.press('ArrowDown');
    await isAsked('preview', 2);
    assert.deepEqual(
      asked('preview').map(({ params }) => params),
      [
        { subject: w5, text: '0.41' },
        { subject: w5, text: '0.40' },
      ],
    );
    await page.keyboard.press('Escape');
    await isAsked('preview', 3);
    assert.equal(asked('preview').at(-1)?.params, null);
    assert.equal(asked('edit').length, 0);
  });

  it('by the slider: its release writes', async () => {
    const { page } = await open();
    await page.locator(change).click();
    const box = await page.locator('.value-editor .slider').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 4 });
    await isAsked('preview');
    assert.equal(asked('edit').length, 0);
    await page.mouse.up();
    await isAsked('edit');
    const { text } = asked('edit')[0]!.params as { readonly text: string };
    assert.match(text, /^1\.\d\d$/);
  });

  it('says why not, and writes nothing', async () => {
    const { page } = await open({
      spelling: () => {
        throw new RequestError({ code: 'unavailable', message: 'Training goes on. Stop it first.' });
      },
    });
    await page.locator(change).click();
    await page.waitForFunction(() =>
      document.querySelector('.notice')?.textContent.includes('Training goes on. Stop it first.'),
    );
    assert.equal(await page.locator(field).isVisible(), false);
  });

  it('keeps a number that was refused in the field, to be put right', async () => {
    const { page } = await open({
      edit: () => {
        throw new RequestError({ code: 'unavailable', message: '“0.4x” is no number that a file can hold.' });
      },
    });
    await page.locator(change).click();
    await page.waitForSelector(field);
    await page.keyboard.press('End');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await isAsked('edit');
    await isAsked('spelling', 2);
    assert.equal(asked('preview').length, 0, 'what is no number was previewed');
    assert.equal(await page.locator(field).evaluate((one: HTMLInputElement) => one.value), '0.40x');
  });

  it('by dragging an edge: one edit in the end, and the edge is the subject', async () => {
    const { page } = await open();
    const hit = page.locator('[data-key="weight 0 1 0"] .hit');
    const at = await hit.evaluate((path: SVGPathElement) => {
      const point = path.getPointAtLength(path.getTotalLength() * 0.3);
      const place = point.matrixTransform(path.getScreenCTM()!);
      return { x: place.x, y: place.y };
    });
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x, at.y - 10, { steps: 5 });
    await isAsked('spelling');
    await page.mouse.move(at.x, at.y - 25, { steps: 5 });
    await isAsked('preview');
    assert.equal(asked('edit').length, 0);
    await page.mouse.up();
    await isAsked('edit');
    const subject = { kind: 'weight', layer: 0, i: 1, j: 0 };
    assert.deepEqual(asked('edit'), [{ method: 'edit', params: { subject, text: '0.65' } }]);
    assert.deepEqual(asked('select'), [{ method: 'select', params: { subject, reveal: true } }]);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.network [role="status"]')].some(({ textContent }) =>
        textContent.includes('0.65'),
      ),
    );
  });

  it('leaves a dragged edge as it was on Escape', async () => {
    const { page } = await open();
    const box = await page.locator('[data-key="weight 1 0 0"] .hit').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 6 });
    await isAsked('preview');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    const end = Date.now() + 10_000;
    while (asked('preview').at(-1)?.params !== null && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(asked('preview').at(-1)?.params, null);
    assert.equal(asked('edit').length, 0);
  });

  it('by Alt and an arrow key on an edge, as in the editor', async () => {
    const { page } = await open();
    await page.locator('[data-key="weight 1 0 0"]').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await isAsked('edit');
    assert.deepEqual(asked('edit'), [{ method: 'edit', params: { subject: w5, text: '0.41' } }]);
    await page.keyboard.press('Alt+ArrowDown');
    await isAsked('edit', 2);
  });
});
