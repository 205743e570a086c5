import type { TrainingWorker } from '../../../src/host/training/trainingWorker';
import { Channel, type Port } from '../../../src/protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../../../src/protocol/training';
import { serveTraining } from '../../../src/worker/trainingServer';

/** A worker in this thread, and what it was asked. */
export class FakeWorker implements TrainingWorker {
  readonly asked: string[] = [];
  readonly channel: Channel<TrainingHostSide, TrainingWorkerSide>;
  readonly ended: Promise<string | null>;
  isDisposed = false;
  #end: (reason: string | null) => void = () => undefined;

  /** @param isDeaf whether what it is asked never arrives. */
  constructor(isDeaf = false) {
    const [host, worker] = wire((method) => this.asked.push(method), isDeaf);
    serveTraining(worker, null);
    this.channel = new Channel<TrainingHostSide, TrainingWorkerSide>(host, { handlers: {} });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.fail(null);
  }

  fail(reason: string | null): void {
    this.channel.dispose();
    this.#end(reason);
  }
}

/** Two ends of a wire; `heard` is told each method that the second one is asked for. */
function wire(heard: (method: string) => void, isCut: boolean): [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const port = (own: number): Port => ({
    post(message) {
      const { kind, method } = message as { kind: string; method: string };
      if (own === 0 && kind === 'request') heard(method);
      if (isCut) return;
      setImmediate(() => {
        for (const listener of listeners[1 - own]!) listener(message);
      });
    },
    onMessage(listener) {
      listeners[own]!.push(listener);
      return () => {
        listeners[own] = listeners[own]!.filter((one) => one !== listener);
      };
    },
  });
  return [port(0), port(1)];
}
