import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { compare, type Measured } from './compare';
import { pinnedCore } from './contenderProcess';
import { peakShare, rateOf, type Demand, type Figures, type MemoryFigure } from './demands';
import { engines } from './engines';
import { printTable, shown } from './report';
import { workloads, type Workload } from './workloads';

/** Where the figures of a whole run are kept. */
const resultsFile = join('test', 'bench', 'results.json');

/**
 * The engine beside everything a person could pick instead. A run over all workloads also measures memory.
 *
 * @param load of the machine before the bench adds its own: more than 0 means that something else ran beside it.
 */
export async function benchEngine(
  chosen: readonly Workload[],
  rounds: number,
  load: number,
): Promise<Pick<Figures, 'measured' | 'memory'>> {
  printHead(rounds, load);
  const measured: Record<string, Measured[]> = {};
  for (const workload of chosen) {
    measured[workload.name] = await compare(workload, rounds);
    printWorkload(workload, measured[workload.name]!);
  }
  return { measured, memory: chosen.length === workloads.length ? measureMemory() : [] };
}

function printHead(rounds: number, load: number): void {
  const pin =
    pinnedCore === null ? 'not pinned to a core (no taskset)' : `pinned to core ${pinnedCore} by taskset`;
  console.log(`
The engine and its peers: the same network file, samples in file order ("shuffle": false, since no two libraries shuffle
alike) and the same starting weights for all, unless a note says otherwise. A figure counts only after the mean loss of
all samples agrees with the reference, the TypeScript engine: within 1e-9 of it in float64, 2e-3 in float32. Each contender
is a process of its own, ${pin}, and measured by the processor's time; where "all cores" is noted, by the clock.
Medians of ${rounds} rounds, in each of which every contender has its turn. Load of the machine before: ${load.toFixed(1)}.
The limit of W1 and W2 is the same in C, of W3 and W4 the SIMD128 rate of their precision and cores. Ratios to the plain
loop are to the one in float64 always; where one is demanded of several numbers at a time, what the whole SIMD128 rate
would give stands behind it. JAX, TensorFlow, NumPy, PyTorch and C -march=native may use wider vectors and fused
multiply-add, which WebAssembly lacks: on W3 and W4 they can pass the limit.`);
}

function printWorkload(workload: Workload, rows: readonly Measured[]): void {
  const { name, title, unit } = workload;
  console.log(`\n${name}: ${title}\n`);
  const plain = rateOf(rows, 'plain loop');
  const peers = rows.filter(({ kind }) => kind === 'javascript' || kind === 'library' || kind === 'python');
  const best = Math.max(0, ...peers.map(({ rate }) => rate ?? 0));
  const ratio = (rate: number, to: number | null): string => (to ? `${shown(rate / to)} ×` : '');
  printTable(
    ['', `${unit}/s`, 'plain loop', 'best peer', 'limit', 'milliseconds', 'loss differs', ''],
    rows.map((row) => {
      const note = [row.version, row.note].filter(Boolean).join('; ');
      const label = row.precision === 'float32' ? `${row.name} (float32)` : row.name;
      if (row.rate === null) return [label, row.outcome, '', '', '', '', '', note];
      if (row.name.startsWith('SIMD128')) {
        return [label, '', '', '', '', '', '', `${shown(row.rate / 1e9)} GFLOP/s; ${note}`];
      }
      const limit = limitShare(workload, rows, row);
      return [
        label,
        shown(row.rate),
        ratio(row.rate, plain),
        ratio(row.rate, best),
        limit === null ? '' : `${shown(100 * limit)} %`,
        row.milliseconds === null ? '' : shown(row.milliseconds),
        row.difference === null ? '' : row.difference.toExponential(0),
        note,
      ];
    }),
  );
}

/** The share of what is possible: of the SIMD rate for W3 and W4, of the same in C for the smaller ones. */
function limitShare({ name }: Workload, rows: readonly Measured[], row: Measured): number | null {
  if (name === 'W3' || name === 'W4') return peakShare(name, rows, row);
  const compiled = rateOf(rows, name === 'W1' ? 'C -O3, straight line' : 'C -O3');
  return row.rate !== null && compiled ? row.rate / compiled : null;
}

export function printDemands(rows: readonly Demand[]): void {
  console.log('\nDemanded, and measured\n');
  printTable(
    ['', 'demanded', 'measured', ''],
    rows.map(({ what, demanded, measured, isMet }) => [
      what,
      demanded,
      measured,
      isMet === null ? '' : isMet ? 'met' : 'NOT MET',
    ]),
  );
  const lost = rows.filter(({ isMet }) => isMet === false).length;
  const open = rows.filter(({ isMet }) => isMet === null).length;
  console.log(`\n${rows.length - lost - open} met, ${lost} not met, ${open} not measured`);
}

/** Of every engine, in processes of their own. */
function measureMemory(): MemoryFigure[] {
  const program = join(__dirname, 'memoryProbe.cjs');
  return engines.flatMap((engine) =>
    (['W4', 'million'] as const).map((what): MemoryFigure => {
      const parameters = ['--expose-gc', program, engine.name, what];
      const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`the memory probe failed: ${stderr}`);
      const { heldMegabytes, peakMegabytes } = JSON.parse(stdout) as MemoryFigure;
      return { engine: engine.name, what, heldMegabytes, peakMegabytes };
    }),
  );
}

/** Keeps the figures of a whole run. */
export function writeResults(figures: Figures, rows: readonly Demand[], rounds: number, load: number): void {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    rounds,
    pinned: pinnedCore !== null,
    load,
  };
  writeFileSync(resultsFile, `${JSON.stringify({ machine, ...figures, demands: rows }, null, 2)}\n`);
  console.log(`\nWritten to ${resultsFile}`);
}
