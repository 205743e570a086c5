import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forward } from '../../src/core/engine/propagate';
import { createTrace } from '../../src/core/engine/model';
import { exportFiles, type ExportKindName } from '../../src/core/exchange/programs/exportKinds';
import type { Exported } from '../../src/core/exchange/programs/exported';
import { layerNumbers } from '../../src/core/exchange/programs/exported';
import { formulaExports, referenceExports, type ExportCase } from './exports';
import { itWith, tools } from './running';

const bytesOf = (kind: ExportKindName, exported: Exported): Uint8Array => {
  const content = exportFiles(kind, exported, 'network')[0]?.content;
  assert.ok(content instanceof Uint8Array);
  return content;
};

const READER = `
import json, sys, struct
import numpy as np
folder, names, libraries = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
result = []
for name in names:
    read = {}
    with np.load(f"{folder}/{name}.npz", allow_pickle=False) as file:
        read["npz"] = {key: file[key].tolist() for key in file.files}
    data = open(f"{folder}/{name}.safetensors", "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__")
    assert length % 8 == 0
    read["safetensors"] = {
        key: np.frombuffer(data[8 + length:], "<f8", count=(e["data_offsets"][1] - e["data_offsets"][0]) // 8, offset=e["data_offsets"][0]).reshape(e["shape"]).tolist()
        for key, e in header.items()
    }
    if "onnx" in libraries:
        import onnx, math
        from onnx import checker, numpy_helper
        model = onnx.load(f"{folder}/{name}.onnx")
        checker.check_model(model, full_check=True)
        values = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
        values["inputs"] = np.array(json.load(open(f"{folder}/{name}.json")))
        softmax = lambda a: np.exp(a - a.max(1, keepdims=True)) / np.exp(a - a.max(1, keepdims=True)).sum(1, keepdims=True)
        table = {
            "MatMul": np.matmul, "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide, "Neg": np.negative,
            "Pow": np.power, "Exp": np.exp, "Log": np.log, "Sqrt": np.sqrt, "Abs": np.abs, "Sign": np.sign, "Max": np.maximum,
            "Min": np.minimum, "Sin": np.sin, "Cos": np.cos, "Tanh": np.tanh, "Erf": np.vectorize(math.erf, otypes=[float]),
            "Sigmoid": lambda a: 1 / (1 + np.exp(-a)), "Relu": lambda a: np.maximum(a, 0), "Softplus": lambda a: np.logaddexp(a, 0),
            "Greater": np.greater, "Where": np.where, "Identity": lambda a: a, "Softmax": softmax,
        }
        for node in model.graph.node:
            values[node.output[0]] = table[node.op_type](*[values[one] for one in node.input])
        read["outputs"] = np.asarray(values["outputs"]).tolist()
    result.append(read)
print(json.dumps(result))
`;

interface ReadBack {
  readonly npz: Readonly<Record<string, unknown>>;
  readonly safetensors: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly (readonly number[])[];
}

const suite = 'files of other libraries';

describe(suite, function () {
  this.timeout(120_000);
  const { python } = tools();
  let cases: ExportCase[] = [];
  let folder = '';

  before(() => {
    cases = [...referenceExports(), ...formulaExports()];
    folder = mkdtempSync(join(tmpdir(), 'backprop-files-'));
    for (const { id, exported } of cases) {
      for (const kind of ['npz', 'safetensors', 'onnx'] as const) {
        writeFileSync(join(folder, `${id}.${kind}`), bytesOf(kind, exported));
      }
      const inputs = exported.inputs.map((row) => Array.from(row));
      writeFileSync(join(folder, `${id}.json`), JSON.stringify(inputs));
    }
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const readBack = (libraries: readonly string[]): readonly ReadBack[] => {
    const names = JSON.stringify(cases.map(({ id }) => id));
    const { status, stdout, stderr } = spawnSync(
      python,
      ['-I', '-W', 'ignore', '-c', READER, folder, names, JSON.stringify(libraries)],
      { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
    );
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as readonly ReadBack[];
  };

  itWith('numpy', suite, 'hold every weight bit for bit', () => {
    const read = readBack([]);
    cases.forEach(({ id, exported }, n) => {
      const { npz, safetensors } = read[n]!;
      const layers = layerNumbers(exported.layout, exported.parameters);
      layers.forEach(({ weights, biases }, l) => {
        const rows = weights.map((row) => Array.from(row));
        const turned = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
        assert.deepEqual(npz[`W${l + 1}`], rows, id);
        assert.deepEqual(safetensors[`layer_${l + 1}.weight`], turned, id);
        if (!biases) return;
        assert.deepEqual(npz[`b${l + 1}`], Array.from(biases), id);
        assert.deepEqual(safetensors[`layer_${l + 1}.bias`], Array.from(biases), id);
      });
    });
  });

  itWith('onnx', suite, 'compute in ONNX what the engine computes', () => {
    readBack(['onnx']).forEach(({ outputs }, n) => {
      const { id, exported } = cases[n]!;
      assert.ok(outputs, id);
      assertOutputs(id, exported, outputs);
    });
  });
});

function assertOutputs(
  id: string,
  { model, parameters, inputs }: Exported,
  found: readonly (readonly number[])[],
): void {
  const trace = createTrace(model);
  inputs.forEach((row, s) => {
    forward(model, parameters, row, 0, trace);
    trace.layers.at(-1)!.activations.forEach((y, k) => {
      const other = found[s]![k]!;
      assert.ok(
        Math.abs(y - other) <= 1e-12 * (1 + Math.abs(y)),
        `${id}: output ${k} of sample ${s}: ${other} for ${y}`,
      );
    });
  });
}
