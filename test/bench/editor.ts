/** The figures of the editor beside what is demanded of them: taken in a real VS Code, by editorInside.ts. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, type Demand } from './demands';
import type { EditorFigures, TypingFigures } from './editorFigures';
import { printDemands } from './engineBench';
import { print, shown } from './report';

/** Milliseconds until the places of all lenses are there, by the sizes of `editorSizes`. */
const rangeLimits = [2, 10, 50] as const;

/** What a key may take: of the longest hundredth, over what it takes in the same text as no network's. */
const keyLimit = 16;
const holdLimit = 50;

export function editorDemands({ activation, sizes }: EditorFigures): Demand[] {
  const of = sizes.map(({ weights }) => `${shown(weights)} weights`);
  const typing = (what: string, figures: TypingFigures, alone: TypingFigures): Demand[] => [
    below(
      `${what}, 99th percentile, over VS Code’s own`,
      Math.max(0, figures.p99 - alone.p99),
      keyLimit,
      'ms',
    ),
    below(`${what}: longest that we held the host`, figures.heldByUs, holdLimit, 'ms'),
  ];
  return [
    below('the extension is activated', activation, 60, 'ms'),
    ...sizes.flatMap(({ ranges, texts, hover, ...size }, n) => [
      below(`places of the lenses, ${of[n]}`, ranges, rangeLimits[n]!, 'ms'),
      below(`texts of the lenses in view, ${of[n]}`, texts, 16, 'ms'),
      below(`a hover, warm, ${of[n]}`, hover, 30, 'ms'),
      ...typing(`a key while training, ${of[n]}`, size.typing, size.typingAlone),
      ...typing(`the same with hints and colours, ${of[n]}`, size.typingShown, size.typingAlone),
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
    print('', 'median', '99th percentile', 'host held', 'by us');
    for (const { weights, typingAlone, typing, typingShown } of figures.sizes) {
      const rows = {
        'as no network': typingAlone,
        'while training': typing,
        'with hints, colours': typingShown,
      };
      for (const [name, { median, p99, held, heldByUs }] of Object.entries(rows))
        print(`a key, ${shown(weights)} weights, ${name}`, median, p99, held, heldByUs);
    }
    for (const { weights, reading } of figures.sizes)
      console.log(`${shown(weights)} weights: from an edit to its state ${shown(reading)} ms`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
