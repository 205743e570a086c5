import { strict as assert } from 'node:assert';
import { prepareDataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { withNaming, type Naming } from '../../src/core/network/naming';
import { parse } from '../../src/core/network/parse';
import { createSymbols } from '../../src/core/network/symbols';
import { trainingRefusals } from '../../src/core/network/trainingRefusals';
import type { GoodNetwork } from '../../src/host/networkState';

/** What the host makes of a text without errors, read with the names of `naming`, without an editor. */
export function goodNetworkOf(
  text: string,
  naming: Naming = 'file',
  fileText: string | null = null,
): GoodNetwork {
  const parsed = parse(text);
  assert.ok(parsed.network, `no network: ${parsed.diagnostics[0]?.message ?? ''}`);
  const network = withNaming(parsed.network, naming);
  const prepared = network.data ? prepareDataset(network, fileText) : null;
  const dataset = prepared && 'dataset' in prepared ? prepared.dataset : null;
  const refusals = trainingRefusals(parsed);
  const model = createModel(network);
  const parameters = initialParameters(network);
  return {
    version: 1,
    parsed,
    network,
    symbols: createSymbols(network),
    fileText,
    dataset,
    parameters,
    model,
    refusals,
    evaluation: () => dataset && evaluate(model, parameters, dataset, dataset.trainingIndices),
  };
}
