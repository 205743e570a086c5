import type { Measured } from './compare';
import { engines } from './engines';
import type { LensFigure } from './lenses';
import { shown } from './report';

/** What training a network holds in memory, see memoryProbe.ts. */
export interface MemoryFigure {
  readonly engine: string;
  readonly what: 'W4' | 'million';
  readonly heldMegabytes: number;
  readonly peakMegabytes: number;
}

/** All figures of a run. */
export interface Figures {
  /** By workload; one that was not measured is missing. */
  readonly measured: Readonly<Record<string, readonly Measured[]>>;
  readonly lenses: readonly LensFigure[];
  readonly memory: readonly MemoryFigure[];
}

/** A figure that the engine shall reach, beside the one it reached. */
export interface Demand {
  readonly what: string;
  readonly demanded: string;
  readonly measured: string;
  /** Null: not measured. */
  readonly isMet: boolean | null;
}

/**
 * Multiplications and additions for a sample: two for each weight forward and in its gradient, and two more for each
 * weight that an error comes back through, which the first layer's are not.
 */
export const operationsPerSample: Readonly<Record<string, number>> = {
  W3: 4 * (8 * 64 + 64 * 64 + 64 * 3) + 2 * (64 * 64 + 64 * 3),
  W4: 4 * (784 * 128 + 128 * 10) + 2 * (128 * 10),
};

/** The contender that does nothing but multiply and add, in one precision, on one core or two. */
export function peakName(precision: Measured['precision'], cores: number): string {
  const name = precision === 'float64' ? 'SIMD128 f64x2' : 'SIMD128 f32x4';
  return cores === 2 ? `${name}, two cores` : name;
}

/** Which contender an engine is compared with: its name, or the fastest of the JavaScript libraries. */
const bestLibrary = 'the best JavaScript library';

/** Ratios that the engine in float64 shall have to others; `of` says of which workload. */
const ratios: readonly (readonly [of: string, to: string, atLeast: number])[] = [
  ['W1', 'straight-line JavaScript', 1.3],
  ['W1', 'JAX, whole loop', 1.3],
  ['W1', 'C -O3, straight line', 0.85],
  ['W1', 'CPython loop', 15],
  ['W1', 'PyTorch eager', 2500],
  ['W2', 'plain loop', 5],
  ['W2', 'TensorFlow XLA, whole loop', 4.8],
  ['W2', 'object graph', 12],
  ['W3', 'plain loop', 5.5],
  ['W3', 'PyTorch eager', 3],
  ['W3', 'NumPy', 1.4],
  ['W3', 'JAX, one step a call', 1],
  ['W3', bestLibrary, 10],
  ['W4', 'plain loop', 10],
  ['W4', bestLibrary, 8],
  ['W5', 'plain loop', 5],
];

/** The same of the engine in float32, in ratio to the plain loop in float64. */
const singleRatios: readonly (readonly [of: string, atLeast: number])[] = [
  ['W3', 30],
  ['W4', 45],
];

/** Milliseconds to make the program. */
const compileLimits: Readonly<Record<string, number>> = { W1: 5, W2: 5, W3: 5, W4: 20 };

/** Milliseconds from an edit to fresh lenses, by weights. */
const lensLimits: Readonly<Record<number, number>> = { 10: 5, 1_000: 20, 10_000: 50, 100_000: 300 };

/** Every demand on what `figures` holds; the first engine of each kind is the one that is judged. */
export function demands(figures: Figures): Demand[] {
  const engine = engines.find(({ precision, cores }) => precision === 'float64' && cores === 1);
  if (!engine) throw new Error('there is no engine in float64');
  const single = engines.find(({ precision, cores }) => precision === 'float32' && cores === 1);
  const double = engines.find(({ precision, cores }) => precision === 'float64' && cores === 2);
  const { measured } = figures;
  const rowsOf = (workload: string): readonly Measured[] => measured[workload] ?? [];
  const all = [
    ...ratios.map(([of, to, least]) => {
      const demand = ratioDemand(rowsOf(of), of, engine.name, to, least);
      return { of, demand: to === bestLibrary ? withLimit(demand, libraryLimit(rowsOf(of), of)) : demand };
    }),
    {
      of: 'W4',
      demand: ratioDemand(rowsOf('W4'), 'W4', single?.name ?? 'engine (float32)', bestLibrary, 8),
    },
    ...singleRatios.map(([of, least]) => ({
      of,
      demand: withLimit(
        ratioDemand(rowsOf(of), of, single?.name ?? 'engine (float32)', 'plain loop', least),
        ratioOf(rowsOf(of), peakName('float32', 1), 'plain loop', operationsPerSample[of]!),
      ),
    })),
    {
      of: 'W4',
      demand: withLimit(
        ratioDemand(rowsOf('W4'), 'W4', double?.name ?? 'engine on two cores', engine.name, 1.7),
        ratioOf(rowsOf('W4'), peakName('float64', 2), peakName('float64', 1), 1),
      ),
    },
    { of: 'W3', demand: aim(rowsOf('W3'), engine.name) },
    ...[70, 80].map((percent) => ({ of: 'W4', demand: peakDemand(rowsOf('W4'), engine.name, percent) })),
    ...Object.entries(compileLimits).map(([of, limit]) => {
      const row = find(rowsOf(of), engine.name);
      const what = `${of}: to make the program, as the thread does that waits for a run`;
      const demand = below(what, row?.warmCompileMilliseconds ?? null, limit, 'ms');
      const cold = row?.compileMilliseconds ?? null;
      const measured = cold === null ? '' : ` (in a new process ${shown(cold)} ms)`;
      return { of, demand: { ...demand, measured: demand.measured + measured } };
    }),
    ...(['sweep with warm workers', 'sweep with workers'] as const).map((name) => ({
      of: 'W5',
      demand: below(
        `W5: ${name}`,
        find(rowsOf('W5'), name)?.milliseconds ?? null,
        name === 'sweep with workers' ? 150 : 60,
        'ms',
      ),
    })),
  ];
  return [
    ...all.filter(({ of }) => of in measured).map(({ demand }) => demand),
    ...memoryDemands(figures.memory, engine.name),
    ...figures.lenses.map(({ weights, milliseconds }) =>
      below(`an edit to fresh lenses, ${shown(weights)} weights`, milliseconds, lensLimits[weights]!, 'ms'),
    ),
  ];
}

function ratioDemand(
  rows: readonly Measured[],
  workload: string,
  name: string,
  to: string,
  least: number,
): Demand {
  const ours = rateOf(rows, name);
  const theirs = to === bestLibrary ? libraryRate(rows) : rateOf(rows, to);
  const what = `${workload}: ${name} to ${to}`;
  const demanded = `≥ ${least} ×`;
  if (!ours || !theirs) return { what, demanded, measured: 'not measured', isMet: null };
  return { what, demanded, measured: `${shown(ours / theirs)} ×`, isMet: ours / theirs >= least };
}

/** Says beside a ratio what would be the whole of what this machine can multiply and add. */
function withLimit(demand: Demand, limit: number | null): Demand {
  return limit === null || demand.isMet === null
    ? demand
    : { ...demand, measured: `${demand.measured} of ${shown(limit)} ×` };
}

const libraryRate = (rows: readonly Measured[]): number =>
  Math.max(0, ...rows.filter(({ kind }) => kind === 'library').map(({ rate }) => rate ?? 0));

/** What the whole SIMD128 rate of doubles would be to the best library, which may compute in singles. */
function libraryLimit(rows: readonly Measured[], workload: string): number | null {
  const [peak, best] = [rateOf(rows, peakName('float64', 1)), libraryRate(rows)];
  return peak && best && peak / operationsPerSample[workload]! / best;
}

/** How much faster one contender is than another, of whose units one takes so many of its own; null: not measured. */
function ratioOf(rows: readonly Measured[], name: string, to: string, units: number): number | null {
  const [rate, other] = [rateOf(rows, name), rateOf(rows, to)];
  return rate && other && rate / units / other;
}

/** The figure that is aimed at on W3, for what the machine of the aim is worth. */
function aim(rows: readonly Measured[], name: string): Demand {
  const rate = rateOf(rows, name);
  const what = `W3: ${name}, aim`;
  const demanded = '600,000 samples/s';
  if (rate === null) return { what, demanded, measured: 'not measured', isMet: null };
  return { what, demanded, measured: shown(rate), isMet: rate >= 600_000 };
}

/** What a contender has of the SIMD128 rate of its precision and cores; null: not measured. */
export function peakShare(
  workload: string,
  rows: readonly Measured[],
  { name, rate, precision }: Measured,
): number | null {
  const cores = engines.find((engine) => engine.name === name)?.cores ?? 1;
  const peak = rateOf(rows, peakName(precision, cores));
  return rate !== null && peak ? (rate * operationsPerSample[workload]!) / peak : null;
}

function peakDemand(rows: readonly Measured[], name: string, percent: number): Demand {
  const row = find(rows, name);
  const share = row ? peakShare('W4', rows, row) : null;
  const what = `W4: ${name}, share of the SIMD128 rate${percent === 80 ? ', aim' : ''}`;
  const demanded = `≥ ${percent} %`;
  if (share === null) return { what, demanded, measured: 'not measured', isMet: null };
  return { what, demanded, measured: `${shown(100 * share)} %`, isMet: 100 * share >= percent };
}

function memoryDemands(memory: readonly MemoryFigure[], engine: string): Demand[] {
  return memory
    .filter((figure) => figure.engine === engine)
    .map(({ what, heldMegabytes }) =>
      below(
        what === 'W4' ? 'W4: memory held' : '998,996 weights: memory held',
        heldMegabytes,
        what === 'W4' ? 64 : 256,
        'MB',
      ),
    );
}

/** A figure in `unit` that shall be below `limit`; null: it was not measured. */
export function below(what: string, value: number | null, limit: number, unit: string): Demand {
  const demanded = `< ${limit} ${unit}`;
  if (value === null) return { what, demanded, measured: 'not measured', isMet: null };
  return { what, demanded, measured: `${shown(value)} ${unit}`, isMet: value < limit };
}

const find = (rows: readonly Measured[], name: string): Measured | undefined =>
  rows.find((row) => row.name === name);

/** The rate of a contender; null: it has none that counts. */
export const rateOf = (rows: readonly Measured[], name: string): number | null =>
  find(rows, name)?.rate ?? null;
