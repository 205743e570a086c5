/** The figures of the editor beside what is demanded of them: taken in a real VS Code, by editorInside.ts. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, type Demand } from './demands';
import type { EditorFigures } from './editorFigures';
import { printDemands } from './engineBench';
import { shown } from './report';

/** Milliseconds until the places of all lenses are there, by the sizes of `editorSizes`. */
const rangeLimits = [2, 10, 50] as const;

export function editorDemands({ activation, sizes }: EditorFigures): Demand[] {
  const of = sizes.map(({ weights }) => `${shown(weights)} weights`);
  return [
    below('the extension is activated', activation, 60, 'ms'),
    ...sizes.flatMap(({ ranges, texts, hover, typing }, n) => [
      below(`places of the lenses, ${of[n]}`, ranges, rangeLimits[n]!, 'ms'),
      below(`texts of the lenses in view, ${of[n]}`, texts, 16, 'ms'),
      below(`a hover, warm, ${of[n]}`, hover, 30, 'ms'),
      below(`a key while training, 99th percentile, ${of[n]}`, typing, 16, 'ms'),
    ]),
  ];
}

export function benchEditor(): void {
  const build = spawnSync(process.execPath, ['esbuild.js', '--production'], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('the extension could not be built; the message is above');
  const scratch = mkdtempSync(join(tmpdir(), 'backprop-bench-'));
  const file = join(scratch, 'figures.json');
  try {
    const env = { ...process.env, BACKPROP_BENCH_FIGURES: file };
    spawnSync(process.execPath, ['scripts/hostTests.mjs', '--bench'], { env, stdio: 'inherit' });
    if (!existsSync(file)) throw new Error('VS Code left no figures; its own message is above');
    const figures = JSON.parse(readFileSync(file, 'utf8')) as EditorFigures;
    console.log(
      `\nThe editor, in the extension host of VS Code ${figures.version} (medians; hovers and keys go through VS Code, whose share is in them)\n`,
    );
    printDemands(editorDemands(figures));
    console.log(`\na key in a file that is no network's: ${shown(figures.typingAlone)} ms`);
    for (const { weights, held, reading } of figures.sizes) {
      console.log(
        `${shown(weights)} weights: from an edit to its state ${shown(reading)} ms; longest that the host was held while typing and training ${shown(held)} ms`,
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
