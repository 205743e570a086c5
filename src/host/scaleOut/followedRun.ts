import * as vscode from 'vscode';
import type { Training } from '../../core/network/network';
import type { Messages } from '../messages';
import { runInSlices } from '../slices';
import type { RunArchive } from '../training/runArchive';
import { MetricsReader, mostEpochs } from './metricsLines';

/** What a run of another program is followed with. */
export interface FollowServices {
  readonly archive: RunArchive;
  readonly messages: Messages;
}

/** The largest file of losses that is read, in bytes. */
const largestFile = 64 * 1024 * 1024;

/**
 * A run that a training task writes down: its losses stand among the kept runs of the network, and grow with the file.
 */
export class FollowedRun {
  readonly #services: FollowServices;
  readonly #network: vscode.Uri;
  readonly #file: vscode.Uri;
  readonly #training: Pick<Training, 'optimizer' | 'learningRate'>;
  readonly #name: string;
  readonly #reader = new MetricsReader();
  #id: string | null = null;
  #count = 0;
  #size = -1;
  #isTold = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    services: FollowServices,
    network: vscode.Uri,
    file: vscode.Uri,
    run: { readonly name: string; readonly training: Pick<Training, 'optimizer' | 'learningRate'> },
  ) {
    this.#services = services;
    this.#network = network;
    this.#file = file;
    this.#name = run.name;
    this.#training = run.training;
  }

  /** How many epochs have been seen. */
  get epochs(): number {
    return this.#count;
  }

  /** Reads what is there by now; nothing where the file has not grown. One look comes after the other. */
  update(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const size = await vscode.workspace.fs.stat(this.#file).then(
      (stat) => stat.size,
      () => null, // the program has not come so far
    );
    if (size === null || size === this.#size) return;
    this.#size = size;
    if (size > largestFile) {
      this.#tell(vscode.l10n.t('The losses of the run have more than 64 MB; the rest of them is not shown.'));
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(this.#file).then(
      (read) => read,
      () => null, // it has gone since
    );
    if (!bytes) return;
    const lines = this.#reader;
    await runInSlices(lines.steps(bytes), { isCancelled: false });
    await this.#keep(lines.losses.slice());
    if (lines.isCut) {
      this.#tell(
        vscode.l10n.t('The run has more than {0} epochs; the rest of them is not shown.', mostEpochs),
      );
    } else if (lines.dropped > 0) {
      this.#tell(
        vscode.l10n.t(
          'Lines of metrics.jsonl that are no losses of the next epoch were left out: {0}.',
          lines.dropped,
        ),
      );
    }
  }

  async #keep(losses: Float64Array): Promise<void> {
    if (losses.length === 0 || losses.length === this.#count) return;
    this.#count = losses.length;
    const record = {
      uri: this.#network,
      losses,
      testLosses: new Float64Array(0),
      every: 1,
      startEpoch: 0,
      training: this.#training,
    };
    const { archive } = this.#services;
    if (this.#id === null) this.#id = (await archive.add({ ...record, name: this.#name })).id;
    else await archive.extend(this.#id, record);
  }

  /** Says something once for a run: a file that goes on growing would say it every second. */
  #tell(text: string): void {
    if (this.#isTold) return;
    this.#isTold = true;
    void this.#services.messages.show('warning', text);
  }
}
