/**
 * `npm run bench`: what is claimed about speed, measured in one run, side by side, and printed as medians and
 * ratios. Nothing here is a test; times belong to the machine that ran it, ratios less so.
 */

import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { demands, type Demand } from './demands';
import { benchEditor } from './editor';
import { benchEngine, printDemands, writeResults } from './engineBench';
import { benchFinite } from './finite';
import { benchHistory } from './history';
import { benchLarge, benchLenses } from './lenses';
import { losses } from './losing';
import {
  benchChecker,
  benchDerivations,
  benchFormula,
  benchHostileNotes,
  benchMemory,
  benchSecondOrder,
} from './mathematics';
import { benchPanel } from './panel';
import { ROUNDS } from './report';
import { benchWaits } from './waits';
import { workloads } from './workloads';

/** What is measured beside the engine and its lenses, and demanded, in this order. */
const judged: Readonly<Record<string, () => readonly Demand[] | Promise<readonly Demand[]>>> = {
  finite: benchFinite,
  history: benchHistory,
  waits: benchWaits,
};

/** What is measured and printed, and no more. */
const others: Readonly<Record<string, () => void>> = {
  large: benchLarge,
  formula: benchFormula,
  derivations: benchDerivations,
  memory: benchMemory,
  'second-order': benchSecondOrder,
  checker: benchChecker,
  notes: benchHostileNotes,
};

/** What asks for a VS Code or a browser, and has demands of its own. */
const windows: Readonly<Record<string, () => void>> = { editor: benchEditor, panel: benchPanel };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      list: { type: 'boolean' },
      rounds: { type: 'string', default: String(ROUNDS) },
      peers: { type: 'boolean' },
    },
  });
  const names = [
    'lenses',
    'engine',
    ...workloads.map(({ name }) => name),
    ...Object.keys(judged),
    ...Object.keys(others),
    ...Object.keys(windows),
  ];
  if (values.list) {
    console.log(names.join('\n'));
    return;
  }
  const only = values.only?.split(',') ?? [
    'lenses',
    'engine',
    ...Object.keys(judged),
    ...Object.keys(others),
    ...Object.keys(windows),
  ];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}: npm run bench -- --list`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');

  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${rounds} rounds`,
  );
  const load = loadavg()[0]!;
  const isWhole = only.includes('engine');
  const lenses = isWhole || only.includes('lenses') ? benchLenses() : [];
  const chosen = workloads.filter(({ name }) => isWhole || only.includes(name));
  const { measured, memory } =
    chosen.length > 0 ? await benchEngine(chosen, rounds, load) : { measured: {}, memory: [] };
  const figures = { measured, lenses, memory };
  const rows = demands(figures);
  for (const [name, work] of Object.entries(judged)) {
    if (only.includes(name)) rows.push(...(await work()));
  }
  for (const [name, work] of Object.entries(others)) {
    if (only.includes(name)) work();
  }
  if (rows.length > 0) {
    printDemands(rows);
    const lost = losses(figures, rows);
    if (lost.length > 0) console.log(`\nWhere we lose\n\n${lost.join('\n')}`);
    if (values.only === undefined) writeResults(figures, rows, rounds, load);
  }
  for (const [name, work] of Object.entries(windows)) {
    if (only.includes(name)) work();
  }
}

void main();
