/** Measures the panel and writes the figures to the file named; a process of its own, since it needs what esbuild cannot bundle. */

import { writeFileSync } from 'node:fs';
import type { PanelFigures } from './panel/figures';
import { pageFigures } from './panel/page';
import { windowFigures } from './panel/window';

async function main(): Promise<void> {
  const target = process.env['BACKPROP_BENCH_FIGURES'];
  if (!target) throw new Error('BACKPROP_BENCH_FIGURES names no file: run npm run bench -- --only panel');
  const page = await pageFigures();
  const figures: PanelFigures = { page, window: await windowFigures() };
  writeFileSync(target, JSON.stringify(figures));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
