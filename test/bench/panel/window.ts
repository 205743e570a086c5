/*
 * The panel in the window of a real VS Code: the extension, its threads and the window share this machine, as they do a
 * person's. Only what a person does is done, and times are taken in the pages, on the clock that all of them share.
 */

import type { Frame, Page } from 'playwright-core';
import {
  editor,
  lenses,
  openFile,
  openWindow,
  panelFrame,
  runCommand,
  type EditorWindow,
} from '../../support/vscode/window';
import { median } from '../report';
import { percentile, type FrameFigures, type PaintFigures, type WindowFigures } from './figures';
import { watchFrames, workOfFrames } from './frames';
import { millionEpochs, playground } from './networks';

const ROUNDS = 5;
const SLIDER_MOVES = 30;
const seconds = 8;

const NETWORK = 'playground.backprop.json';
const STREAM = 'stream.backprop.json';
const MILLION = 'million.backprop.json';

export async function windowFigures(): Promise<WindowFigures> {
  const window = await openWindow({
    files: { [NETWORK]: playground(300), [STREAM]: playground(1_000_000_000), [MILLION]: millionEpochs },
    viewport: { width: 1500, height: 950 },
  });
  try {
    return await measured(window);
  } finally {
    await window.close();
  }
}

async function measured({ page, server }: EditorWindow): Promise<WindowFigures> {
  await page.context().addInitScript(noteTimes);
  await page.reload();
  await page.locator('.monaco-workbench').waitFor();
  await openFile(page, NETWORK);
  await editor(page).locator('.view-line').first().waitFor();
  await lenses(page, '∂').first().waitFor();

  const firstPaint = await paintOf(page);
  const later: PaintFigures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await closePanel(page);
    later.push(await paintOf(page));
  }
  const [drawn, beforeScript] = (['drawn', 'beforeScript'] as const).map((key) =>
    median(later.map((paint) => paint[key])),
  ) as [number, number];
  const frame = await frameOf(page);

  await lenses(page, '∂').first().click();
  await runCommand(page, 'Backprop: Train');
  await ended(frame);
  const slider = await sliderTimes(frame);

  const { cold, first, warm } = await landscapeTimes(frame);
  await frame.locator('#tab-loss').click();

  await openBeside(page, NETWORK, MILLION);
  await runCommand(page, 'Backprop: Train');
  await ended(frame);
  await frame.locator('.plot:not([data-redraws="0"])').waitFor();
  const chartEpochs = await frame
    .locator('.time input[type=range]')
    .evaluate((input: HTMLInputElement) => Number(input.max));
  const idle = await framesOf(page, frame, null);
  const zooming = await framesOf(page, frame, 'zoom');
  const panning = await framesOf(page, frame, 'pan');

  await openBeside(page, MILLION, STREAM);
  await runCommand(page, 'Backprop: Train');
  await frame.locator('[data-status="running"]').first().waitFor({ state: 'attached' });
  await frame.locator('.plot:not([data-redraws="0"])').waitFor();
  const streaming = await framesOf(page, frame, null);
  await runCommand(page, 'Backprop: Stop Training');
  return {
    version: server.version,
    firstPaint,
    laterPaint: { drawn, beforeScript },
    idle,
    streaming,
    zooming,
    panning,
    chartEpochs,
    landscapeCold: cold,
    landscapeColdFirst: first,
    landscapeWarm: warm,
    slider: median(slider),
    sliderMost: Math.max(...slider),
  };
}

/** Opens a file in the group of another, which the panel stands beside: in its own it would hide it. */
async function openBeside(page: Page, shown: string, name: string): Promise<void> {
  await page.locator(`.tab[data-resource-name="${shown}"]`).click();
  await openFile(page, name);
}

/** Opens the panel from the palette. */
async function paintOf(page: Page): Promise<PaintFigures> {
  await runCommand(page, 'Backprop: Open Panel');
  const frame = await frameOf(page);
  const { drawn, script } = await frame.evaluate(async () => {
    const scope = window as unknown as { drawnAt: Promise<number> };
    const asked = performance
      .getEntriesByType('resource')
      .find(({ name }) => name.includes('panel.js'))?.startTime;
    return { drawn: await scope.drawnAt, script: performance.timeOrigin + (asked ?? Number.NaN) };
  });
  const entered = await page.evaluate(() => (window as unknown as { enteredAt: number }).enteredAt);
  return { drawn: drawn - entered, beforeScript: script - entered };
}

async function closePanel(page: Page): Promise<void> {
  const tab = page.locator('.tab[aria-label^="Backprop"]');
  await tab.click({ button: 'middle' });
  await tab.waitFor({ state: 'detached' });
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  await page.locator(`.tab[data-resource-name="${NETWORK}"]`).click();
}

/** The page of the panel, with the network in it. */
async function frameOf(page: Page): Promise<Frame> {
  const unit = panelFrame(page).locator('.diagram circle').first();
  await unit.waitFor();
  const handle = await unit.elementHandle();
  const frame = await handle.ownerFrame();
  if (!frame) throw new Error('the panel has no page');
  return frame;
}

async function ended(frame: Frame): Promise<void> {
  await frame.locator('[data-status="epochs"]').first().waitFor({ state: 'attached' });
}

/** Moves the slider to one epoch after the other, each when the numbers of the one before are drawn. */
async function sliderTimes(frame: Frame): Promise<number[]> {
  return frame.evaluate(async (moves) => {
    const slider = document.querySelector<HTMLInputElement>('.time input[type=range]');
    const value = document.querySelector('.figures dd');
    const line = document.querySelector('.moment');
    if (!slider || !value || !line) throw new Error('the panel shows no number of a selected quantity');
    const times: number[] = [];
    for (let move = 0; move < moves; move++) {
      // Scattered over the run: the next one is not beside the last.
      const epoch = 1 + ((move * 89) % (Number(slider.max) - 2));
      const before = value.textContent;
      const start = performance.now();
      slider.value = String(epoch);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise<void>((resolve, reject) => {
        const limit = setTimeout(() => {
          reject(new Error(`epoch ${epoch} is not drawn: ${line.textContent} ${value.textContent}`));
        }, 20_000);
        const look = (): void => {
          if (value.textContent === before || !new RegExp(`epoch ${epoch}\\b`).test(line.textContent)) {
            requestAnimationFrame(look);
            return;
          }
          clearTimeout(limit);
          resolve();
        };
        requestAnimationFrame(look);
      });
      times.push(performance.now() - start);
    }
    return times;
  }, SLIDER_MOVES);
}

/** Opens the landscape, and then asks for other directions, each time until it is drawn with 64 × 64 nodes. */
async function landscapeTimes(
  frame: Frame,
): Promise<{ readonly cold: number; readonly first: number; readonly warm: number }> {
  await frame.evaluate(() => {
    const scope = window as unknown as { mapped: (act: () => void) => Promise<[number, number]> };
    scope.mapped = async (act) => {
      const start = performance.now();
      let first = Number.NaN;
      let isFresh = document.querySelector('.landscape-map') === null;
      const drawn = new Promise<[number, number]>((resolve) => {
        const watch = new MutationObserver(() => {
          const size = document.querySelector('.landscape-map')?.getAttribute('data-size') ?? null;
          if (size === '16') isFresh = true;
          if (!isFresh || size === null) return;
          if (Number.isNaN(first)) first = performance.now() - start;
          if (size !== '64') return;
          watch.disconnect();
          requestAnimationFrame(() => {
            resolve([performance.now() - start, first]);
          });
        });
        watch.observe(document.body, {
          subtree: true,
          childList: true,
          attributes: true,
          attributeFilter: ['data-size'],
        });
      });
      act();
      return drawn;
    };
  });
  const [cold, first] = await frame.evaluate(() =>
    (window as unknown as { mapped: (act: () => void) => Promise<[number, number]> }).mapped(() => {
      document.querySelector<HTMLElement>('#tab-landscape')?.click();
    }),
  );
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [whole] = await frame.evaluate(
      (isCloser) =>
        (window as unknown as { mapped: (act: () => void) => Promise<[number, number]> }).mapped(() => {
          const name = isCloser ? 'Closer' : 'Further';
          [...document.querySelectorAll<HTMLElement>('.landscape vscode-button')]
            .find(({ textContent }) => textContent.trim() === name)
            ?.click();
        }),
      round % 2 === 0,
    );
    warm.push(whole);
  }
  return { cold, first, warm: median(warm) };
}

/** Some seconds of frames, with the chart moved in each or with whatever goes on by itself. */
async function framesOf(page: Page, frame: Frame, move: 'zoom' | 'pan' | null): Promise<FrameFigures> {
  const work = await workOfFrames(page, () => frame.evaluate(watchFrames, { seconds, move }));
  const { apart, redrawn } = work.watched;
  return {
    work95: percentile(work.milliseconds, 0.95),
    work99: percentile(work.milliseconds, 0.99),
    workMost: Math.max(...work.milliseconds),
    apart: median(apart),
    apart99: percentile(apart, 0.99),
    rate: apart.length / seconds,
    redrawn: redrawn / seconds,
  };
}

/** Runs in every page before its scripts: when Enter was pressed, and when the panel's diagram was drawn. */
function noteTimes(): void {
  const scope = window as unknown as { enteredAt: number; drawnAt: Promise<number> };
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Enter') scope.enteredAt = performance.timeOrigin + event.timeStamp;
    },
    true,
  );
  // VS Code writes the panel's page into a document that is there already, which forgets the frames it was to call back.
  scope.drawnAt = new Promise((resolve) => {
    const look = (): void => {
      const unit = document.querySelector('.diagram circle');
      const { frameElement } = window;
      // VS Code shows the page when it has been loaded.
      const isSeen = frameElement === null || getComputedStyle(frameElement).visibility === 'visible';
      if (unit === null || !isSeen || !unit.checkVisibility()) {
        setTimeout(look, 2);
        return;
      }
      requestAnimationFrame(() => {
        // A task that comes after the frame.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          resolve(performance.timeOrigin + performance.now());
        };
        port2.postMessage(null);
      });
    };
    look();
  });
}
