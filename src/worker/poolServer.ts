import { createTrainer, type Trainer } from '../core/engine/training';
import { programKey } from '../core/engine/wasm/programKey';
import { createTrainerOn } from '../core/engine/wasm/compiledTraining';
import { Channel, RequestError, type Port } from '../protocol/channel';
import type { FinishedRun, PoolHostSide, PoolProblem, PoolRun, PoolWorkerSide } from '../protocol/pool';
import { Instances } from './instances';
import { progressIntervalMs, Stride } from './pace';
import { sampleCounts } from './poolProblems';
import { Programs } from './programs';
import { walk } from './runPath';
import { SurfaceLosses } from './surfaceLosses';
import { nextTurn } from './turn.platform';
import { resultOf } from './runResult';
import { say, setWords } from '../core/words/say';

/*
 * A worker of a pool: runs one after the other, with the port heard between slices of some milliseconds. Results
 * are gathered and go out together, because a short run takes less time than a message.
 */

/** Results wait at most about so long. */
const gatheredMs = 20;

/** Answers the pool's conversation on `port` until the channel returned is disposed. */
export function servePool(port: Port): Channel<PoolWorkerSide, PoolHostSide> {
  const bench: Bench = { instances: new Instances(), programs: new Programs() };
  const surfaces = new SurfaceLosses();
  let isStopping = false;
  const channel = new Channel<PoolWorkerSide, PoolHostSide>(port, {
    handlers: {
      train: async ({ problems, runs }) => {
        isStopping = false;
        const told = new Telling(channel);
        for (const run of runs) {
          const finished = await finish(run, problems[run.problem]!, bench, told, () => isStopping);
          if (!finished) break;
          told.add(finished);
        }
        told.send();
        return bench.programs.engine;
      },
      losses: async ({ surface, points }, cancellation) => {
        const losses = await surfaces.at(surface, points, () => cancellation.isCancelled);
        if (losses) return losses;
        throw new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') });
      },
      path: async (path, cancellation) => {
        const parameters = await walk(path, () => cancellation.isCancelled);
        if (parameters) return parameters;
        throw new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') });
      },
      stop: () => {
        isStopping = true;
        return null;
      },
    },
  });
  channel.on('words', setWords);
  channel.send('ready', null);
  return channel;
}

/** What runs are made with. */
interface Bench {
  readonly instances: Instances;
  readonly programs: Programs;
}

/** Null: it was stopped in the middle. What goes wrong in a run is the run's, and the next one starts afresh. */
async function finish(
  run: PoolRun,
  problem: PoolProblem,
  bench: Bench,
  told: Telling,
  isStopping: () => boolean,
): Promise<FinishedRun | null> {
  try {
    const trainer = start(run, problem, bench);
    const stride = new Stride();
    while (stride.runSlice((updates) => trainer.advance(updates)) === 'running') {
      await told.pause(run.id, trainer.epoch);
      if (isStopping()) return null;
    }
    await told.pauseIfDue();
    return isStopping() ? null : { id: run.id, result: resultOf(trainer) };
  } catch (error) {
    return { id: run.id, failure: error instanceof Error ? error.message : String(error) };
  }
}

function start(
  { training, parameters }: PoolRun,
  { network, samples, program: given }: PoolProblem,
  { instances, programs }: Bench,
): Trainer {
  const changed = { ...network, training };
  const program =
    given === 'own'
      ? programs.of(programKey(changed, sampleCounts(changed, samples)), changed, samples)
      : given;
  if (!program) return createTrainer(changed, samples, parameters);
  return createTrainerOn(program, instances.take(program), changed, samples, parameters);
}

/** What has to be told, and when the port was last heard. */
class Telling {
  readonly #channel: Channel<PoolWorkerSide, PoolHostSide>;
  #finished: FinishedRun[] = [];
  #sent = performance.now();
  #heard = this.#sent;
  #progressTold = this.#sent;

  constructor(channel: Channel<PoolWorkerSide, PoolHostSide>) {
    this.#channel = channel;
  }

  add(run: FinishedRun): void {
    this.#finished.push(run);
    if (performance.now() - this.#sent >= gatheredMs) this.send();
  }

  send(): void {
    this.#sent = performance.now();
    if (this.#finished.length === 0) return;
    this.#channel.send('finished', this.#finished, this.#finished.flatMap(buffersOf));
    this.#finished = [];
  }

  /** Hears the port in the middle of a run. */
  async pause(id: number, epoch: number): Promise<void> {
    const now = performance.now();
    if (now - this.#sent >= gatheredMs) this.send();
    if (now - this.#progressTold >= progressIntervalMs) {
      this.#progressTold = now;
      this.#channel.send('progress', { id, epoch });
    }
    await nextTurn();
    this.#heard = performance.now();
  }

  /** Hears the port between short runs. */
  async pauseIfDue(): Promise<void> {
    if (performance.now() - this.#heard < gatheredMs) return;
    await nextTurn();
    this.#heard = performance.now();
  }
}

function buffersOf(run: FinishedRun): ArrayBuffer[] {
  if (!('result' in run)) return [];
  const { history, parameters } = run.result;
  return [history.loss, history.testLoss, parameters].map(({ buffer }) => buffer as ArrayBuffer);
}
