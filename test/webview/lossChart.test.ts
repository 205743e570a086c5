import assert from 'node:assert/strict';
import { LossSeries } from '../../src/core/engine/lossSeries';
import type { RunNameView } from '../../src/protocol/views/loss';
import { answerCurves, curveOf } from './lossAnswers';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { fallingLosses, runView, snapshotB, type RunChange } from './snapshots';
import { THEMES } from './themes';

const DARK = THEMES[1]!;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

const names: readonly RunNameView[] = [
  { id: '1-a', name: 'run 1 · sgd η 0.1', startEpoch: 0, endEpoch: 300, isCurrent: false },
  { id: '2-b', name: 'run 2 · adam η 0.05', startEpoch: 0, endEpoch: 500, isCurrent: false },
  { id: '3-c', name: 'run 3 · sgd η 0.5', startEpoch: 0, endEpoch: 400, isCurrent: true },
];

const kept: Readonly<Record<string, Float64Array>> = {
  '1-a': fallingLosses(300, 0.3, 0.05),
  '2-b': fallingLosses(500, 0.28, 0.01),
};

describe('the loss chart in a browser', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  const opened: PanelPage[] = [];
  /** Every range that was asked for. */
  let asked: (Range & { readonly archived: readonly string[] })[] = [];

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });
  beforeEach(() => {
    asked = [];
  });
  afterEach(async () => {
    const complaints = opened.flatMap((panel) => panel.complaints);
    await Promise.all(opened.splice(0).map((panel) => panel.close()));
    assert.deepEqual(complaints, [], 'policy violations, errors or dialogs');
  });

  /** The chart of a run, with other runs and events beside it. */
  async function open(change: RunChange = {}, options: Partial<OpenOptions> = {}): Promise<PanelPage> {
    const run = runView({ status: 'epochs', ...change });
    const panel = await browser.open({
      snapshot: snapshotB({ run }),
      theme: DARK,
      ...options,
      answers: {
        lossCurves: (params) => {
          asked.push(params);
          return answerCurves(run, params, {
            runs: names,
            archived: params.archived.flatMap((id) => {
              const losses = kept[id];
              return losses ? [{ id, ...curveOf({ losses, testLosses: new Float64Array() }, params) }] : [];
            }),
            events: [
              {
                epoch: 200,
                kind: 'rate',
                value: null,
                label: 'η 0.25',
                sentence: 'The learning rate changes from 0.5 to 0.25.',
              },
            ],
          });
        },
        ...options.answers,
      },
    });
    opened.push(panel);
    return panel;
  }

  const readout = (panel: PanelPage): Promise<string | null> => panel.page.locator('.readout').textContent();
  const plot = (panel: PanelPage) => panel.page.locator('.plot');
  const last = (): Range => asked.at(-1)!;

  it('asks for as many buckets as it has pixels, of a million epochs as of a thousand', async () => {
    const losses = Float64Array.from({ length: 1_000_000 }, (_, e) => 0.5 / (1 + e / 1e4));
    losses[654_321] = 7;
    const panel = await open({ losses, epochs: 1_000_000 });
    assert.deepEqual([last().from, last().to], [0, 1_000_002]);
    assert.ok(last().buckets <= 1400, `${last().buckets} buckets`);
    await plot(panel).focus();
    const every = 1_000_000 / last().buckets;
    await panel.page.keyboard.press('Home');
    assert.match((await readout(panel)) ?? '', /^epochs 0–\d[\d\u2009]* · loss [\d.]+ … 0\.5$/);
    await panel.page.keyboard.press('ArrowRight');
    const now = Number(await plot(panel).getAttribute('aria-valuenow'));
    assert.ok(Math.abs(now - every) < 3, `${now}`);
    // The spike is seen: the axis reaches to it.
    assert.ok(Math.max(...new LossSeries(losses).query(0, 1e6, last().buckets).max) === 7);
  });

  it('zooms and moves by keyboard, and shows everything again', async () => {
    const panel = await open();
    const { keyboard } = panel.page;
    await plot(panel).focus();
    await keyboard.press('+');
    await panel.settle();
    const closer = last();
    // Two thirds of 0 … 400 about the middle, and an epoch more on each side.
    assert.deepEqual([closer.from, closer.to], [65, 336]);
    await keyboard.press('Alt+ArrowRight');
    await panel.settle();
    assert.deepEqual([last().from, last().to], [92, 362]);
    await keyboard.press('-');
    await panel.settle();
    assert.ok(last().to - last().from > closer.to - closer.from);
    await keyboard.press('+');
    await keyboard.press('0');
    await panel.settle();
    assert.deepEqual([last().from, last().to], [0, 402]);
    for (const name of ['Zoom out', 'Show every epoch'])
      assert.equal(
        await panel.page.locator(`.loss vscode-button[aria-label="${name}"]`).getAttribute('disabled'),
        '',
      );
    await panel.page.locator('.loss vscode-button[aria-label="Zoom in"]').click();
    await panel.settle();
    assert.deepEqual([last().from, last().to], [65, 336]);
  });

  it('shows the stretch that is drawn by mouse, moves with Shift, zooms by wheel, and everything on a double click', async () => {
    const panel = await open();
    const { mouse, keyboard } = panel.page;
    const box = await panel.page.locator('.plot .u-over').boundingBox();
    assert.ok(box);
    const at = (share: number): [number, number] => [box.x + share * box.width, box.y + box.height / 2];
    await mouse.move(...at(0.25));
    await mouse.down();
    await mouse.move(...at(0.4));
    await mouse.move(...at(0.5));
    await mouse.up();
    await panel.settle();
    const drawn = last();
    assert.ok(Math.abs(drawn.from - 99) <= 2 && Math.abs(drawn.to - 202) <= 2, JSON.stringify(drawn));
    await keyboard.down('Shift');
    await mouse.move(...at(0.8));
    await mouse.down();
    await mouse.move(...at(0.5));
    await mouse.move(...at(0.3));
    await mouse.up();
    await keyboard.up('Shift');
    await panel.settle();
    assert.ok(Math.abs(last().from - (drawn.from + 50)) <= 3, JSON.stringify(last()));
    await mouse.dblclick(...at(0.5));
    await panel.settle();
    assert.deepEqual([last().from, last().to], [0, 402]);
    // Without Ctrl the wheel scrolls the page, unless a person is at the chart.
    await plot(panel).evaluate((element) => {
      (element as HTMLElement).blur();
    });
    await mouse.wheel(0, -100);
    await panel.settle();
    assert.deepEqual([last().from, last().to], [0, 402]);
    await keyboard.down('Control');
    await mouse.wheel(0, -100);
    await keyboard.up('Control');
    await panel.page.waitForFunction(
      () =>
        document.querySelector('.loss vscode-button[aria-label="Zoom out"]')?.getAttribute('disabled') !== '',
    );
    await panel.settle();
    assert.deepEqual([last().from, last().to], [65, 336]);
  });

  it('lays kept runs over the curve, by keyboard, and keeps the choice over a reload', async () => {
    const panel = await open();
    const { page } = panel;
    const box = page.locator('.run-row[data-run="2-b"] vscode-checkbox');
    await box.focus();
    await page.keyboard.press('Space');
    await panel.settle();
    assert.deepEqual(asked.at(-1)?.archived, ['2-b']);
    await page.waitForFunction(() => document.querySelector('.run-row[data-run="2-b"] .swatch') !== null);
    // The longer of the two decides how many epochs there are.
    assert.equal(last().to, 501);
    await plot(panel).focus();
    await page.keyboard.press('Home');
    assert.equal(await readout(panel), 'epoch 0 · loss 0.24252 · run 2 · adam η 0.05 0.28');
    const state = await panel.keptState();
    const again = await open({}, { state });
    assert.deepEqual(asked.at(-1)?.archived, ['2-b']);
    await again.page.waitForFunction(() => document.querySelector('.swatch') !== null);
  });

  it('asks the host to rename and to remove a run', async () => {
    const panel = await open();
    await panel.page.locator('vscode-button[aria-label="Rename run 1 · sgd η 0.1"]').focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('vscode-button[aria-label="Remove run 2 · adam η 0.05"]').click();
    await panel.page.waitForFunction(() => true);
    assert.deepEqual(panel.asked.slice(-2), [
      { method: 'renameRun', params: { id: '1-a' } },
      { method: 'removeRun', params: { id: '2-b' } },
    ]);
  });

  it('switches curves off and on', async () => {
    const panel = await open({ testLosses: fallingLosses(400, 0.4, 0.1) });
    const box = panel.page.locator('.switches vscode-checkbox').first();
    await plot(panel).focus();
    await panel.page.keyboard.press('Home');
    assert.equal(await readout(panel), 'epoch 0 · loss 0.24252 · test loss 0.4');
    await box.click();
    await plot(panel).focus();
    await panel.page.keyboard.press('Home');
    assert.equal(await readout(panel), 'epoch 0 · test loss 0.4');
  });

  it('measures the parts of the loss only when they are wanted, and draws them', async () => {
    let measured = 0;
    const epochs = Float64Array.of(0, 128, 256);
    const panel = await open(
      {},
      {
        answers: {
          lossParts: () => {
            measured += 1;
            return {
              epochs,
              terms: [Float64Array.of(0.2, 0.1, 0.05), Float64Array.of(0.04, 0.03, 0.02)],
              penalties: new Float64Array(3),
              isComplete: measured > 1,
            };
          },
        },
      },
    );
    const timesMeasured = (): number => measured;
    assert.equal(timesMeasured(), 0);
    const box = panel.page.locator('.switches vscode-checkbox').nth(1);
    await box.click();
    await panel.page.waitForFunction(() =>
      (document.querySelector('.parts-note')?.textContent ?? '').endsWith('on all training samples.'),
    );
    assert.ok(timesMeasured() >= 2, 'asked again until it was complete');
    await plot(panel).focus();
    await panel.page.keyboard.press('Home');
    assert.equal(await readout(panel), 'epoch 0 · loss 0.24252 · E₁ 0.2');
    await panel.page.keyboard.press('End');
    assert.match((await readout(panel)) ?? '', /· E₁ 0\.05 \(epoch 256\)$/);
  });

  it('has a table of what is seen, and of what happened', async () => {
    const panel = await open();
    await panel.page.locator('section.loss summary').click();
    await panel.page.waitForFunction(() => document.querySelectorAll('.loss-table tbody tr').length === 400);
    assert.equal(
      await panel.page.locator('.event-table tbody').innerText(),
      '200\tThe learning rate changes from 0.5 to 0.25.',
    );
    const cells = await panel.page
      .locator('.loss-table tbody td')
      .evaluateAll((all) => all.map((cell) => Number(cell.getAttribute('data-value'))));
    assert.deepEqual(cells, [...fallingLosses(400)]);
  });

  it('says of a row of several epochs what the least and the greatest loss are', async () => {
    const losses = fallingLosses(20_000);
    const panel = await open({ losses, epochs: 20_000 });
    await panel.page.locator('section.loss summary').click();
    await panel.page.waitForFunction(() => document.querySelectorAll('.loss-table tbody tr').length > 900);
    const row = panel.page.locator('.loss-table tbody tr').nth(1);
    const text = await row.innerText();
    const [, from, to] = /^(\d+)–(\d+)\t/.exec(text) ?? [];
    assert.ok(from && to, text);
    const seen = [...losses.slice(Number(from), Number(to) + 1)];
    assert.equal(
      await row.locator('td').getAttribute('data-value'),
      `${Math.min(...seen)} … ${Math.max(...seen)}`,
    );
  });

  it('exports PNG and SVG that open, and asks for CSV', async () => {
    const files: { format: string; bytes: Uint8Array }[] = [];
    const panel = await open(
      {},
      {
        answers: {
          exportPicture: (params) => {
            files.push(params);
            return null;
          },
        },
      },
    );
    for (const name of ['PNG', 'SVG', 'CSV']) await panel.page.locator(`.exports >> text="${name}"`).click();
    await panel.page.waitForFunction(() => true);
    for (let wait = 0; files.length < 2 && wait < 100; wait++) await panel.page.waitForTimeout(50);
    assert.ok(panel.methods().includes('exportLosses'));
    const png = files.find(({ format }) => format === 'png')?.bytes;
    const svg = files.find(({ format }) => format === 'svg')?.bytes;
    assert.ok(png && svg);
    const seen = await panel.page.evaluate(
      async ([pngBytes, svgText]) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(pngBytes)], { type: 'image/png' }));
        const xml = new DOMParser().parseFromString(svgText, 'image/svg+xml');
        const path = xml.querySelector('path');
        return {
          width: bitmap.width,
          height: bitmap.height,
          fault: xml.querySelector('parsererror')?.textContent ?? null,
          root: xml.documentElement.tagName,
          title: xml.querySelector('title')?.textContent,
          description: xml.querySelector('desc')?.textContent,
          words: [...xml.querySelectorAll('text')].map((text) => text.textContent),
          points: path?.getAttribute('d')?.split(/(?=[ML])/).length,
          start: path?.getAttribute('d')?.slice(0, 1),
        };
      },
      [[...png], new TextDecoder().decode(svg)] as const,
    );
    const canvas = await panel.page.locator('.plot canvas').evaluate((one) => ({
      width: (one as HTMLCanvasElement).width,
      height: (one as HTMLCanvasElement).height,
    }));
    assert.deepEqual([seen.width, seen.height], [canvas.width, canvas.height]);
    assert.equal(seen.fault, null);
    assert.equal(seen.root, 'svg');
    assert.equal(seen.description, 'Loss by epoch, epochs 0 to 400: loss.');
    assert.ok(seen.title);
    assert.ok(seen.words.includes('η 0.25'));
    assert.equal(seen.points, 400);
    assert.equal(seen.start, 'M');
  });
});
