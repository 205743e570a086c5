/** The figures of the panel beside what is demanded of them: taken in a real browser, see test/bench/panel. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, type Demand } from './demands';
import { printDemands } from './engineBench';
import type { FrameFigures, PanelFigures } from './panel/figures';
import { print, shown } from './report';

/** Milliseconds of a frame, a sixtieth of a second. */
const frame = 16;
const growth = 5;

export function panelDemands({ window, page }: PanelFigures): Demand[] {
  const { chartEpochs, panning, zooming, streaming } = window;
  const epochs = `the chart of ${shown(chartEpochs)} epochs`;
  return [
    below('command to drawn diagram, in VS Code', window.laterPaint.drawn, 300, 'ms'),
    below('  the first time in a window', window.firstPaint.drawn, 300, 'ms'),
    below('page to drawn diagram, in Chromium alone', page.drawn, 300, 'ms'),
    below('script before the first paint', page.scriptKilobytes, 280, 'kB'),
    below('work of a frame while training streams, 95th percentile', streaming.work95, frame, 'ms'),
    below('  99th percentile', streaming.work99, frame, 'ms'),
    below('30 minutes of streaming: memory grows by', page.grownMegabytes, growth, 'MB'),
    below(`${epochs}, work of a frame while moved, 99th percentile`, panning.work99, frame, 'ms'),
    atLeast('  pictures', panning.redrawn, 57),
    below(`${epochs}, work of a frame while zoomed, 99th percentile`, zooming.work99, frame, 'ms'),
    atLeast('  pictures', zooming.redrawn, 57),
    below('landscape of 64 × 64, no thread there yet', window.landscapeCold, 300, 'ms'),
    below('landscape of 64 × 64, threads there', window.landscapeWarm, 300, 'ms'),
    below('slider to drawn numbers', window.slider, 100, 'ms'),
  ];
}

/** 60 a second, but for what the ends of the seconds take. */
function atLeast(what: string, rate: number, least: number): Demand {
  return { what, demanded: `≥ ${least} / s`, measured: `${shown(rate)} / s`, isMet: rate >= least };
}

export function benchPanel(): void {
  const build = spawnSync(process.execPath, ['esbuild.js', '--production'], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('the extension could not be built; the message is above');
  const scratch = mkdtempSync(join(tmpdir(), 'backprop-bench-'));
  const file = join(scratch, 'figures.json');
  try {
    const env = { ...process.env, BACKPROP_BENCH_FIGURES: file };
    spawnSync(process.execPath, [join(__dirname, 'panelMeasure.cjs')], { env, stdio: 'inherit' });
    if (!existsSync(file)) throw new Error('the panel left no figures; the message is above');
    printFigures(JSON.parse(readFileSync(file, 'utf8')) as PanelFigures);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function printFigures(figures: PanelFigures): void {
  const { window, page } = figures;
  console.log(
    `\nThe panel in the window of VS Code ${window.version} and, where it says so, in a page of Chromium alone. Browser, extension host and
threads share this machine, and nothing draws but its processor. Work is that of the page's main thread from one frame to
the next, which is VS Code's thread as well. 30 minutes of streaming are the ${shown(page.messages)} messages that they bring at 20 a
second, each sent when the picture of the last is drawn (here ${shown(page.streamSeconds)} s); the first minute's are not counted.`,
  );
  printDemands(panelDemands(figures));
  console.log('');
  print('', 'frame work p95', 'p99', 'most', 'frames / s', 'pictures / s');
  const row = (name: string, { work95, work99, workMost, rate, redrawn }: FrameFigures): void => {
    print(name, work95, work99, workMost, rate, redrawn);
  };
  row('doing nothing', window.idle);
  row('training streams', window.streaming);
  row('chart moved', window.panning);
  row('chart zoomed', window.zooming);
  console.log(
    `\nuntil the panel's script was asked for (VS Code and the host): ${shown(window.laterPaint.beforeScript)} ms, the first time ${shown(window.firstPaint.beforeScript)} ms`,
  );
  console.log(
    `first picture of the landscape, no thread there yet: ${shown(window.landscapeColdFirst)} ms; slider, the longest: ${shown(window.sliderMost)} ms`,
  );
  console.log(
    `heap after streaming: ${shown(page.heldMegabytes)} MB; nodes of the page more than before: ${shown(page.grownNodes)}`,
  );
}
