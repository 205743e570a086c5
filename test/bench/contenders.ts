import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from './contenderProcess';
import { NotRun } from './contenderProcess';
import { engines } from './engines';
import { peakOperations } from './simdPeak';

/** Who takes part in a comparison, and how it is started. */
export interface Contender {
  readonly name: string;
  readonly kind: 'engine' | 'javascript' | 'library' | 'python' | 'limit';
  readonly precision: 'float64' | 'float32';
  /** Names of the workloads that it can do. */
  readonly workloads: readonly string[];
  /**
   * Null: it trains from the starting weights of the file, so that losses must agree. Else it starts or trains in a way
   * of its own, and after `learningUpdates` the mean loss as it measures it must be below this.
   */
  readonly lossBelow: number | null;
  /** False: it uses more than one core. */
  readonly isPinned: boolean;
  /** What is to be known of its figure. */
  readonly note: string;
  /** Floating-point operations of a step, of a contender that does nothing but count these. */
  readonly operations: number | null;
  /** @throws NotRun where it cannot be had here. */
  readonly command: (files: JobFiles) => Command;
}

/** A job written down. */
export interface JobFiles {
  readonly json: string;
  /** See `plainJob`. */
  readonly plain: string;
  /** Where programs may be built. */
  readonly folder: string;
}

const peers = join('test', 'bench', 'peers');
const trained = ['W1', 'W2', 'W3', 'W4'];
const common = {
  precision: 'float64',
  lossBelow: null,
  isPinned: true,
  note: '',
  operations: null,
} as const;

/** A contender inside this project's own bundle, or a library's adapter that the bundle loads. */
const bundled =
  (name: string) =>
  ({ json }: JobFiles): Command => [process.execPath, join(__dirname, 'contender.cjs'), name, json];

const javascript = (name: string, workloads: readonly string[]): Contender => ({
  ...common,
  name,
  kind: 'javascript',
  workloads,
  command: bundled(name),
});

const library = (name: string, file: string, rest: Partial<Contender>): Contender => ({
  ...common,
  name,
  kind: 'library',
  workloads: trained,
  command: bundled(join(process.cwd(), peers, 'libraries', file)),
  ...rest,
});

const python = (name: string, file: string, workloads: readonly string[]): Contender => ({
  ...common,
  name,
  kind: 'python',
  workloads,
  command: ({ json }) => ['python3', join(peers, 'python', file), json],
});

const c = (
  name: string,
  file: string,
  workloads: readonly string[],
  flags: readonly string[],
): Contender => ({
  ...common,
  name,
  kind: 'limit',
  workloads,
  command: ({ plain, folder }) => [compiled(file, flags, folder), plain],
});

const peak = (lanes: 'f64x2' | 'f32x4'): Contender => ({
  ...common,
  name: `SIMD128 ${lanes}`,
  kind: 'limit',
  precision: lanes === 'f64x2' ? 'float64' : 'float32',
  workloads: ['W3', 'W4'],
  note: 'multiply-and-adds alone',
  operations: peakOperations(lanes),
  command: bundled(`SIMD128 ${lanes}`),
});

const sweep = (name: string): Contender => ({
  ...common,
  name,
  kind: 'engine',
  workloads: ['W5'],
  isPinned: false,
  note: 'all cores',
  command: bundled(name),
});

/** Everyone, in the order of the tables. */
export const contenders: readonly Contender[] = [
  ...engines.map(({ name, precision, cores, workloads }): Contender => ({
    ...common,
    name,
    kind: 'engine',
    precision,
    workloads: workloads ?? [...trained, 'W5'],
    isPinned: cores === 1,
    note: cores === 1 ? '' : `${cores} cores, by the clock`,
    command: bundled(name),
  })),
  sweep('sweep with workers'),
  sweep('sweep with warm workers'),
  javascript('plain loop', [...trained, 'W5']),
  javascript('straight-line JavaScript', ['W1']),
  javascript('object graph', ['W2']),
  library('TensorFlow.js cpu', 'tfjsCpu.mjs', { precision: 'float32' }),
  library('TensorFlow.js wasm', 'tfjsWasm.mjs', { precision: 'float32' }),
  library('convnetjs', 'convnetjs.mjs', {
    workloads: ['W1', 'W2'],
    lossBelow: 0.1,
    note: 'linear output, biases',
  }),
  library('convnetjs', 'convnetjs.mjs', { workloads: ['W3'], lossBelow: 0.7, note: 'SGD' }),
  library('convnetjs', 'convnetjs.mjs', { workloads: ['W4'] }),
  library('synaptic', 'synaptic.mjs', {
    workloads: ['W1', 'W2'],
    lossBelow: 0.1,
    note: 'own start, batches of 1, biases',
  }),
  // On W4 it learns nothing in ten passes over all samples, for it starts from positive weights alone.
  ...(
    [
      ['W2', 0.66],
      ['W3', 0.7],
    ] as const
  ).map(([workload, lossBelow]) =>
    library('ml-fnn', 'mlFnn.mjs', {
      workloads: [workload],
      lossBelow,
      note: 'own start and rate, tanh, softmax, full batches',
    }),
  ),
  python('CPython loop', 'cpython_loop.py', ['W1', 'W2']),
  python('NumPy', 'numpy_batches.py', trained),
  python('PyTorch eager', 'pytorch_eager.py', trained),
  python('JAX, one step a call', 'jax_step.py', trained),
  python('JAX, whole loop', 'jax_whole_loop.py', trained),
  python('TensorFlow XLA, whole loop', 'tensorflow_xla.py', trained),
  c('C -O3, straight line', 'straightLine.c', ['W1'], []),
  c('C -O3', 'layers.c', ['W2', 'W3', 'W4'], []),
  c('C -O3 -march=native', 'layers.c', ['W3', 'W4'], ['-march=native']),
  peak('f64x2'),
  peak('f32x4'),
  {
    ...peak('f64x2'),
    name: 'SIMD128 f64x2, two cores',
    isPinned: false,
    note: 'multiply-and-adds alone, by the clock',
    operations: 2 * peakOperations('f64x2'),
    command: bundled('SIMD128 f64x2, two cores'),
  },
];

function compiled(file: string, flags: readonly string[], folder: string): string {
  const output = join(folder, `${file}${flags.join('')}`);
  const parameters = ['-O3', ...flags, '-o', output, join(peers, 'c', file), '-lm'];
  const { status, error, stderr } = spawnSync('gcc', parameters, { encoding: 'utf8' });
  if (error) throw new NotRun('there is no gcc');
  if (status !== 0) throw new NotRun(`gcc failed: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  return output;
}
