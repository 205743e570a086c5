import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { evaluate } from '../../src/core/engine/evaluate';
import type { Subject } from '../../src/core/network/subject';
import { derivationView } from '../../src/host/panel/derivationView';
import { NetworkPicture, type ShownState } from '../../src/host/panel/networkView';
import { distributionsHandlers } from '../../src/host/panel/views/distributions';
import { learnedHandlers } from '../../src/host/panel/views/learned';
import { storyHandlers } from '../../src/host/panel/views/story';
import { updateHandlers } from '../../src/host/panel/views/update';
import type { ViewSource } from '../../src/host/panel/views/viewSource';
import type { Run } from '../../src/host/training/trainingRun';
import type { GoodNetwork } from '../../src/host/networkState';
import type { Handlers } from '../../src/protocol/channel';
import type { PanelHostSide, RunView, Snapshot } from '../../src/protocol/panel';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { usualWriting } from './hostParts';

/** What a test may set of the host behind the panel. */
export interface ViewHostOptions {
  readonly text: string;
  readonly fileText?: string | null;
  readonly subject?: Subject;
  /** In place of the file's parameters. */
  readonly parameters?: Float64Array;
  /** What the host knows of a run, for the views that ask about it. */
  readonly run?: Run;
  readonly runView?: RunView;
  /** Answers of the run's thread. */
  readonly services?: unknown;
}

/** The host's own answers to the views of learning of one network, all of them without an editor, and the snapshot that goes with them. */
export class ViewHost {
  readonly good: GoodNetwork;
  readonly answers: Partial<Handlers<PanelHostSide>>;
  readonly #options: ViewHostOptions;

  constructor(options: ViewHostOptions) {
    this.#options = options;
    this.good = goodNetworkOf(options.text, 'file', options.fileText ?? null);
    const state = this.#state();
    const uri: unknown = { toString: () => 'test:network' };
    const services: unknown = options.services ?? { time: { get: () => undefined } };
    const source: ViewSource = {
      services: services as ViewSource['services'],
      uri: () => uri as vscode.Uri,
      good: () => this.good,
      run: () => options.run,
      shown: () => state,
      preview: () => undefined,
      sample: () => this.good.dataset?.trainingIndices[0] ?? 0,
      send: () => undefined,
    };
    this.answers = {
      ...learnedHandlers(source),
      ...updateHandlers(source),
      ...storyHandlers(source),
      ...distributionsHandlers(source),
    };
  }

  snapshot(): Snapshot {
    const { subject, runView: run = null } = this.#options;
    const state = this.#state();
    const first = this.good.dataset?.trainingIndices[0] ?? 0;
    return {
      document: { name: 'network.backprop.json', version: 1 },
      problem: null,
      network: new NetworkPicture(this.good).view(state, first),
      derivation: subject ? derivationView(this.good, state, subject, null, usualWriting) : null,
      run,
    };
  }

  #state(): ShownState {
    const { parameters = this.good.parameters } = this.#options;
    const { model, dataset } = this.good;
    const evaluation = dataset && evaluate(model, parameters, dataset, dataset.trainingIndices);
    const { loss = Number.NaN, penalty = Number.NaN } = evaluation ?? {};
    return { parameters, evaluation, loss, penalty };
  }
}

/** What the panel keeps when this view is open. */
export function openView(id: string): unknown {
  return { views: { open: id, states: {} } };
}

/** A data file beside the examples. */
export function exampleFile(name: string): string {
  const text = readFileSync(join(process.cwd(), 'media', 'examples', name), 'utf8');
  assert.ok(text.length > 0);
  return text;
}
