/**
 * `npm run bench`: what is claimed about speed, measured in one run, side by side, and printed as medians and
 * ratios. Nothing here is a test; times belong to the machine that ran it, ratios less so.
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchEditor } from './editor';
import { benchEngine } from './engineBench';
import { benchHistory } from './history';
import { benchLarge, benchLenses } from './lenses';
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

/** Everything that is measured, in this order; the engine comes first and is told about lenses by its last table. */
const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  large: benchLarge,
  formula: benchFormula,
  derivations: benchDerivations,
  memory: benchMemory,
  'second-order': benchSecondOrder,
  checker: benchChecker,
  notes: benchHostileNotes,
  history: benchHistory,
  waits: benchWaits,
  editor: benchEditor,
  panel: benchPanel,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      list: { type: 'boolean' },
      rounds: { type: 'string', default: String(ROUNDS) },
      peers: { type: 'boolean' },
    },
  });
  const names = ['lenses', 'engine', ...workloads.map(({ name }) => name), ...Object.keys(parts)];
  if (values.list) {
    console.log(names.join('\n'));
    return;
  }
  const only = values.only?.split(',') ?? ['lenses', 'engine', ...Object.keys(parts)];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}: npm run bench -- --list`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');

  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${rounds} rounds`,
  );
  const isWhole = only.includes('engine');
  const lenses = isWhole || only.includes('lenses') ? benchLenses() : [];
  const chosen = workloads.filter(({ name }) => isWhole || only.includes(name));
  if (chosen.length > 0) await benchEngine(chosen, rounds, lenses);
  for (const [name, work] of Object.entries(parts)) {
    if (only.includes(name)) await work();
  }
}

void main();
