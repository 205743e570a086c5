import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContenderProcess, NotCounted, NotRun, type Command } from './contenderProcess';
import { contenders, type Contender, type JobFiles } from './contenders';
import { engines, reference } from './engines';
import { jobOf, plainJob, readNetwork, type Job } from './job';
import { median } from './report';
import type { Workload } from './workloads';

/*
 * All contenders of a workload, side by side: each in a process of its own that stays alive, checked first, then timed
 * in rounds in which each has its turn, so that what else the machine does falls on all of them.
 */

/** What came out for one contender. */
export interface Measured {
  readonly name: string;
  readonly kind: Contender['kind'];
  readonly precision: Contender['precision'];
  /** `not counted`: its loss is not what it must be. */
  readonly outcome: 'counted' | 'not counted' | 'not run';
  readonly version: string;
  /** Steps, samples, or operations of a contender that counts these, in a second; median of the rounds; null: does not count. */
  readonly rate: number | null;
  /** The least and the largest of the rounds; null as `rate`. */
  readonly slowest: number | null;
  readonly fastest: number | null;
  /** Milliseconds of the updates of a round; only of a workload of fixed length. */
  readonly milliseconds: number | null;
  /** |loss − reference| / reference after the updates that are checked; null where they cannot agree. */
  readonly difference: number | null;
  /** Milliseconds to make the program, median of fresh processes; null: none is made. */
  readonly compileMilliseconds: number | null;
  /** The same in processes that have compiled what a thread that waits for a run compiles. */
  readonly warmCompileMilliseconds: number | null;
  /** What is to be known: why there is no figure, or what another figure it is. */
  readonly note: string;
}

/** A relative difference of losses up to this is rounding: sums in another order, or of float32. */
const tolerance = { float64: 1e-9, float32: 2e-3 } as const;

/** A round takes about so long: enough for a compiler that works as the program runs to have done its part. */
const roundSeconds = 0.4;

/** A contender that has passed its check. */
interface Ready {
  readonly contender: Contender;
  readonly process: ContenderProcess;
  readonly difference: number | null;
  readonly compileMilliseconds: number | null;
  readonly warmCompileMilliseconds: number | null;
  /** Updates of a round. */
  readonly updates: number;
  readonly rates: number[];
  readonly seconds: number[];
}

/** @param rounds how often each is timed. */
export async function compare(workload: Workload, rounds: number): Promise<Measured[]> {
  const job = jobOf(workload);
  const folder = mkdtempSync(join(tmpdir(), 'backprop-bench-'));
  const ready: Ready[] = [];
  const results = new Map<Contender, Measured>();
  const taking = contenders.filter(({ workloads }) => workloads.includes(workload.name));
  try {
    const files = writeJob(job, folder);
    const wanted = referenceLoss(job, workload.checkedUpdates);
    for (const contender of taking) {
      const outcome = await admit(contender, workload, files, wanted, rounds);
      if ('process' in outcome) ready.push(outcome);
      else results.set(contender, outcome);
    }
    for (let round = 0; round < rounds; round++) {
      for (const one of ready) {
        const { steps, seconds } = await one.process.train(one.updates);
        one.rates.push((steps * amountOf(one.contender, workload, job)) / seconds);
        one.seconds.push(seconds);
      }
    }
    for (const one of ready) results.set(one.contender, figures(one, workload));
    return taking.map((contender) => results.get(contender)!);
  } finally {
    ready.forEach(({ process }) => {
      process.end();
    });
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeJob(job: Job, folder: string): JobFiles {
  const files = { json: join(folder, 'job.json'), plain: join(folder, 'job.txt'), folder };
  writeFileSync(files.json, JSON.stringify(job));
  writeFileSync(files.plain, plainJob(job));
  return files;
}

/** The mean loss of all samples after so many updates; of a sweep, the mean of its runs. */
function referenceLoss(job: Job, updates: number): number {
  const { network, dataset } = readNetwork(job);
  const losses = job.learningRates.map((learningRate) => {
    const trainer = reference({ ...network, training: { ...network.training, learningRate } }, dataset);
    trainer.advance(updates);
    return trainer.finish().loss;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Starts a contender, checks its loss, and finds how many updates make a round. */
async function admit(
  contender: Contender,
  workload: Workload,
  files: JobFiles,
  wanted: number,
  rounds: number,
): Promise<Ready | Measured> {
  let process: ContenderProcess | null = null;
  try {
    const command = contender.command(files);
    // What it takes to make a program is demanded of the engine in doubles.
    const hasTimes = contender.name === engines[0]!.name && workload.name !== 'W5';
    const times = {
      compileMilliseconds: hasTimes ? await compileTime(command, contender, rounds) : null,
      warmCompileMilliseconds: hasTimes ? await compileTime([...command, 'warm'], contender, rounds) : null,
    };
    process = await ContenderProcess.start(command, contender.isPinned);
    const difference = await check(process, contender, workload, wanted);
    const updates = await updatesOfRound(process, workload);
    return { contender, process, difference, ...times, updates, rates: [], seconds: [] };
  } catch (error) {
    process?.end();
    if (error instanceof NotRun) return withoutFigure(contender, 'not run', error.message);
    if (error instanceof NotCounted) return withoutFigure(contender, 'not counted', error.message);
    throw error;
  }
}

async function compileTime(command: Command, contender: Contender, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const process = await ContenderProcess.start(command, contender.isPinned);
    process.end();
    if (process.compileMilliseconds === null) throw new Error(`${contender.name} makes no program`);
    times.push(process.compileMilliseconds);
  }
  return median(times);
}

/** @throws NotCounted where the loss is not what it must be. */
async function check(
  process: ContenderProcess,
  { lossBelow, precision, operations }: Contender,
  workload: Workload,
  wanted: number,
): Promise<number | null> {
  if (operations !== null) return null;
  if (lossBelow !== null) {
    const { loss } = await process.train(workload.learningUpdates);
    if (loss < lossBelow) return null;
    throw new NotCounted(`its loss is ${loss.toPrecision(4)}, not below ${lossBelow}`);
  }
  const { loss } = await process.train(workload.checkedUpdates);
  const difference = Math.abs(loss - wanted) / wanted;
  if (difference <= tolerance[precision]) return difference;
  throw new NotCounted(`its loss ${loss} differs from ${wanted}`);
}

/** Tries also warm up what compiles as it runs; the fastest of them says what a round can hold. */
async function updatesOfRound(process: ContenderProcess, workload: Workload): Promise<number> {
  let updates = workload.checkedUpdates;
  let fastest = 0;
  for (let attempt = 0; attempt < 6; attempt++) {
    const { steps, seconds } = await process.train(updates);
    if (workload.name === 'W5') break;
    fastest = Math.max(fastest, steps / seconds);
    const wanted = Math.max(1, Math.min(20 * updates, Math.round(fastest * roundSeconds)));
    const isSettled = wanted < 1.5 * updates && updates < 1.5 * wanted;
    updates = wanted;
    if (seconds > 2 * roundSeconds || (attempt > 1 && isSettled)) break;
  }
  return updates;
}

/** What one step stands for in the unit of a rate. */
function amountOf({ operations }: Contender, { unit }: Workload, { batchSize }: Job): number {
  return operations ?? (unit === 'samples' ? batchSize : 1);
}

function figures(ready: Ready, workload: Workload): Measured {
  const { contender, process, difference, compileMilliseconds, warmCompileMilliseconds, rates, seconds } =
    ready;
  return {
    ...withoutFigure(contender, 'counted', contender.note),
    version: process.version,
    rate: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    milliseconds: workload.name === 'W5' ? 1000 * median(seconds) : null,
    difference,
    compileMilliseconds,
    warmCompileMilliseconds,
  };
}

const withoutFigure = (
  { name, kind, precision }: Contender,
  outcome: Measured['outcome'],
  note: string,
): Measured => ({
  name,
  kind,
  precision,
  outcome,
  version: '',
  rate: null,
  slowest: null,
  fastest: null,
  milliseconds: null,
  difference: null,
  compileMilliseconds: null,
  warmCompileMilliseconds: null,
  note,
});
