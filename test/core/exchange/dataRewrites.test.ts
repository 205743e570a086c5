import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { prepareDataset, type Dataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import {
  broughtDataSteps,
  bringRefusal,
  movedDataSteps,
  moveRefusal,
  type MovedData,
} from '../../../src/core/exchange/dataRewrites';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { runToEnd } from '../../../src/core/network/steps';
import { editedText } from '../../../src/core/network/text';
import { networkFile } from '../network/generatedFiles';

function networkIn(text: string): Network {
  const { network, diagnostics } = parse(text);
  assert.ok(network, `${JSON.stringify(diagnostics)}\n${text}`);
  return network;
}

function datasetOf(text: string, csv: string | null): Dataset {
  const prepared = prepareDataset(networkIn(text), csv);
  assert.ok('dataset' in prepared, JSON.stringify(prepared));
  return prepared.dataset;
}

function worth(text: string, csv: string | null) {
  const network = networkIn(text);
  const dataset = datasetOf(text, csv);
  const { loss, gradient } = evaluate(
    createModel(network),
    initialParameters(network),
    dataset,
    dataset.trainingIndices,
  );
  return { loss, gradient, test: dataset.testIndices };
}

function moved(text: string): MovedData & { readonly text: string } {
  const result = runToEnd(movedDataSteps(parse(text), networkIn(text), 'rows.csv'));
  assert.ok(result);
  return { ...result, text: editedText(text, result.edits) };
}

function brought(text: string, csv: string): string {
  return editedText(text, runToEnd(broughtDataSteps(parse(text), datasetOf(text, csv))));
}

describe('samples out of a network file and back', () => {
  it('keep loss, gradient and test share bit for bit both ways in 200 files', () => {
    const inline = networkFile().filter(
      ({ data }) => typeof data === 'object' && data !== null && !('file' in data) && !('generator' in data),
    );
    fc.assert(
      fc.property(inline, fc.constantFrom(0, 2), (file, indent) => {
        const text = JSON.stringify(file, null, indent);
        const before = worth(text, null);
        const out = moved(text);
        assert.deepEqual(worth(out.text, out.csv), before);
        assert.deepEqual(worth(brought(out.text, out.csv), null), before);
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it('go into a CSV file as they are spelled, under the names of the file', () => {
    const text = `{
  "inputs": ["length, \\"mm\\"", "width"],
  "layers": [{ "units": 1 }],
  "data": {
    // measured
    "inputs": [[0.10, -0], [1e3, 2.50]],
    "targets": [[1], [0]], // by hand
    "testFraction": 0.5
  }
}`;
    const out = moved(text);
    assert.equal(out.csv, '"length, ""mm""",width,t1\n0.10,-0,1\n1e3,2.50,0\n');
    assert.equal(
      out.text,
      text
        .replace(
          '"inputs": [[0.10, -0], [1e3, 2.50]]',
          '"file": "rows.csv",\n    "inputs": ["length, \\"mm\\"", "width"]',
        )
        .replace('[[1], [0]]', '["t1"]'),
    );
  });

  it('come in with every digit, and the keys of the file go', () => {
    const text = `{
  "inputs": 1,
  "layers": [{ "units": 2 }],
  "data": {
    "file": "rows.csv", // see there
    "inputs": ["x"],
    "oneHot": ["kind"],
    "targets": ["kind"],
    "testFraction": 0.25
  }
}`;
    const csv = 'x,kind\n.5,b\n+1,a\n1e-3,b\n';
    assert.equal(
      brought(text, csv),
      `{
  "inputs": 1,
  "layers": [{ "units": 2 }],
  "data": {
    // see there
    "inputs": [
      [0.5],
      [1],
      [0.001]
    ],
    "targets": [
      [0, 1],
      [1, 0],
      [0, 1]
    ],
    "testFraction": 0.25
  }
}`,
    );
    assert.deepEqual(worth(brought(text, csv), null), worth(text, csv));
  });

  it('come in standardized, with categories, from the example of grains', () => {
    const text = readFileSync('media/examples/grains.backprop.json', 'utf8');
    const csv = readFileSync('media/examples/grains.csv', 'utf8');
    assert.deepEqual(worth(brought(text, csv), null), worth(text, csv));
    const kept = text.match(/\/\/.*/g)!.filter((comment) => brought(text, csv).includes(comment));
    assert.deepEqual(kept, text.match(/\/\/.*/g));
  });

  it('are left where a comment stands among them, and where there are none', () => {
    const text =
      '{"inputs":1,"layers":[{"units":1}],"data":{"inputs":[[1],/* odd */[2]],"targets":[[1],[2]]}}';
    assert.equal(moveRefusal(parse(text)), 'comments');
    assert.equal(runToEnd(movedDataSteps(parse(text), networkIn(text), 'a.csv')), null);
    assert.equal(moveRefusal(parse('{"inputs":1,"layers":[{"units":1}]}')), 'noSamples');
    const dataset = datasetOf(text.replace('/* odd */', ''), null);
    assert.equal(bringRefusal(dataset), null);
    assert.equal(bringRefusal({ ...dataset, sampleCount: 500_001 }), 'tooMany');
  });
});
