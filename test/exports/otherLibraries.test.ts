import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel, createTrace } from '../../src/core/engine/model';
import { forward } from '../../src/core/engine/propagate';
import { importFile, type ImportKindName } from '../../src/core/exchange/imports/importKinds';
import type { ImportedNetwork } from '../../src/core/exchange/imports/imported';
import { parse } from '../../src/core/network/parse';
import { itWith, tools } from './running';

/** What other libraries write by themselves: what they compute there is what the network computes here. */

interface Written {
  readonly file: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly tolerance: number;
}

const TORCH = `
import json, struct, sys
import torch
from torch import nn
folder = sys.argv[1]
torch.manual_seed(1)
written = []
activations = {
    "ReLU": nn.ReLU(), "Tanh": nn.Tanh(), "Sigmoid": nn.Sigmoid(), "GELU": nn.GELU(), "GELU with tanh": nn.GELU(approximate="tanh"),
    "SiLU": nn.SiLU(), "ELU": nn.ELU(0.7), "LeakyReLU": nn.LeakyReLU(0.2), "Softplus": nn.Softplus(), "Mish": nn.Mish(),
    "Hardswish": nn.Hardswish(), "ReLU6": nn.ReLU6(), "SELU": nn.SELU(), "Softsign": nn.Softsign(), "PReLU": nn.PReLU(),
}
def add(file, model, inputs, outputs, tolerance, **choices):
    written.append({"file": file, "choices": choices, "inputs": inputs.tolist(), "outputs": outputs.tolist(), "tolerance": tolerance})
for name, activation in activations.items():
    for kind, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        ends = [nn.Softmax(1)] if name == "Tanh" else []
        model = nn.Sequential(nn.Flatten(), nn.Linear(3, 4), activation, nn.Dropout(0.5), nn.Linear(4, 4, bias=False), nn.Tanh(), nn.Linear(4, 2), *ends)
        model = model.to(dtype).eval()
        inputs = torch.randn(5, 3, dtype=dtype) * 3
        file = f"{name} {kind}.onnx"
        more = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False} if name == "SiLU" else {}
        try:
            torch.onnx.export(model, inputs, f"{folder}/{file}", opset_version=13, **more)
        except Exception as problem:
            print(f"{name} {kind}: not exported: {str(problem).splitlines()[0][:60]}", file=sys.stderr)
            continue
        loss = "categoricalCrossEntropy" if ends else "halfSquaredError"
        # Attributes of operators are in single precision, whatever the model is.
        exact = dtype == torch.float64 and name not in ("ELU", "LeakyReLU", "SELU", "Hardswish")
        add(file, model, inputs, model(inputs).detach(), 1e-12 if exact else 1e-5, loss=loss)
class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.out = nn.Linear(3, 5), nn.Linear(5, 4), nn.Linear(4, 2)
    def forward(self, x):
        return torch.sigmoid(self.out(torch.tanh(self.fc2(torch.tanh(self.fc1(x))))))
def save(tensors, path):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    types = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
    for key in sorted(tensors):
        tensor = tensors[key].contiguous()
        raw = bytes(tensor.view(torch.uint8).flatten().tolist()) if tensor.dim() else b""
        header[key] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
    model = Named().to(dtype)
    file = f"named {str(dtype)[6:]}.safetensors"
    save(model.state_dict(), f"{folder}/{file}")
    whole = model.double()
    inputs = torch.randn(5, 3, dtype=torch.float64)
    add(file, whole, inputs, whole(inputs).detach(), 1e-12, hidden="tanh", output="sigmoid", loss="binaryCrossEntropy")
print(json.dumps(written))
`;

const NUMPY = `
import json, sys
import numpy as np
folder = sys.argv[1]
random = np.random.default_rng(1)
written = []
for file, save, order, dtype in (
    ("plain.npz", np.savez, "C", "<f8"), ("packed.npz", np.savez_compressed, "C", "<f8"), ("columns.npz", np.savez_compressed, "F", "<f8"),
    ("big.npz", np.savez, "F", ">f8"), ("single.npz", np.savez_compressed, "C", "<f4"), ("half.npz", np.savez, "C", "<f2"), ("whole.npz", np.savez, "C", "<i8"),
):
    make = lambda *shape: np.asarray(random.normal(size=shape) * 3, dtype=dtype, order=order)
    W1, b1, W2, b2 = make(3, 5), make(5), make(5, 2), make(1, 2)
    save(f"{folder}/{file}", W1=W1, b1=b1, W2=W2, b2=b2)
    inputs = random.normal(size=(4, 3))
    outputs = np.tanh(inputs @ W1.astype(float) + b1.astype(float)) @ W2.astype(float) + b2.astype(float)
    written.append({"file": file, "choices": {"hidden": "tanh", "output": "linear", "loss": "halfSquaredError"}, "inputs": inputs.tolist(), "outputs": outputs.tolist(), "tolerance": 1e-12})
print(json.dumps(written))
`;

const suite = 'files that other libraries write';

describe(suite, function () {
  this.timeout(120_000);
  const { python } = tools();
  let folder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backprop-imports-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const writtenBy = (program: string): readonly Written[] => {
    const { status, stdout, stderr } = spawnSync(python, ['-I', '-W', 'ignore', '-c', program, folder], {
      encoding: 'utf8',
      timeout: 110_000,
    });
    assert.equal(status, 0, stderr);
    for (const line of stderr.split('\n').filter((one) => one.includes('not exported')))
      console.log(`      ${line}`);
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as readonly Written[];
  };

  const imported = ({ file, choices, inputs, outputs, tolerance }: Written): ImportedNetwork => {
    const kind = file.split('.').at(-1) as ImportKindName;
    const bytes = readFileSync(join(folder, file));
    const result = importFile(kind, { name: file, bytes, choices: new Map(Object.entries(choices)) });
    assert.ok(result.kind === 'network', `${file}: ${JSON.stringify(result).slice(0, 500)}`);
    const { network } = parse(result.text);
    assert.ok(network, file);
    const model = createModel(network);
    const trace = createTrace(model);
    inputs.forEach((row, s) => {
      forward(model, initialParameters(network), Float64Array.from(row), 0, trace);
      trace.layers.at(-1)!.activations.forEach((y, k) => {
        const other = outputs[s]![k]!;
        const isClose = Math.abs(y - other) <= tolerance * (1 + Math.abs(other));
        assert.ok(isClose, `${file}: output ${k} of sample ${s} is ${y}, there ${other}`);
      });
    });
    return result.network;
  };

  itWith('torch', suite, 'by PyTorch compute the same here: graphs of ONNX and a state_dict', () => {
    const written = writtenBy(TORCH);
    assert.ok(written.length >= 30, `${written.length} files`);
    const found = new Map(written.map((one) => [one.file, imported(one)]));
    const activation = (name: string): unknown => found.get(`${name} float64.onnx`)!.layers[0]!.activation;
    assert.deepEqual(
      ['ReLU', 'Tanh', 'SiLU', 'GELU', 'GELU with tanh', 'Softplus'].map(activation),
      ['relu', 'tanh', 'silu', 'gelu', 'geluTanh', 'softplus'].map((type) => ({ type })),
    );
    assert.equal(found.get('Tanh float64.onnx')!.layers.at(-1)!.activation.type, 'softmax');
    assert.deepEqual(
      found.get('named float32.safetensors')!.layers.map(({ name }) => name),
      ['fc1', 'fc2', 'out'],
    );
  });

  itWith(
    'numpy',
    suite,
    'by NumPy compute the same here: plain, packed, in columns, of every precision',
    () => {
      writtenBy(NUMPY).forEach(imported);
    },
  );
});
