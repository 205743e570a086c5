import { dataTypes } from '../../../../src/core/exchange/files/dataTypes';
import { ATTRIBUTE, GRAPH, MODEL, NODE, TENSOR, VALUE } from '../../../../src/core/exchange/files/onnxFields';
import {
  bytesField,
  integerField,
  messageField,
  textField,
  type Field,
} from '../../../../src/core/exchange/files/protobuf';

/** Models of ONNX in a few words. */

export interface NodeSketch {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | string | Uint8Array>>;
  readonly domain?: string;
}

/** `Relu(a) h` is the node whose operator takes a and makes h; `_` is an input that is left out. */
export function node(sketch: string, attributes: NodeSketch['attributes'] = {}): NodeSketch {
  const [, operator = '', inputs = '', output = ''] = /^(\w+)\((.*)\) (\S+)$/.exec(sketch) ?? [];
  const names = inputs === '' ? [] : inputs.split(/, */).map((name) => (name === '_' ? '' : name));
  return { operator, inputs: names, output, attributes };
}

export function tensorBytes(
  name: string,
  shape: readonly number[],
  values: readonly number[],
  type: 'float64' | 'float32' | 'int64' = 'float64',
): Uint8Array {
  const raw =
    type === 'float64'
      ? Float64Array.from(values)
      : type === 'float32'
        ? Float32Array.from(values)
        : BigInt64Array.from(values, BigInt);
  return Buffer.concat([
    ...shape.map((length) => integerField(TENSOR.dimension, length)),
    integerField(TENSOR.type, dataTypes[type].onnx),
    textField(TENSOR.name, name),
    bytesField(TENSOR.raw, new Uint8Array(raw.buffer)),
  ]);
}

function float(number: number, value: number): Field {
  return Buffer.concat([Uint8Array.of(number * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]);
}

/** A number with a fraction, or one that says so by `.0` in its name's end, is a float: others are whole numbers. */
function attributeField(name: string, value: number | string | Uint8Array): Field {
  const isFloat = name.startsWith('float:');
  const key = textField(ATTRIBUTE.name, name.replace(/^float:/, ''));
  if (typeof value === 'string')
    return messageField(NODE.attribute, [key, textField(ATTRIBUTE.string, value)]);
  if (typeof value !== 'number')
    return messageField(NODE.attribute, [key, bytesField(ATTRIBUTE.tensor, value)]);
  return messageField(NODE.attribute, [
    key,
    isFloat ? float(ATTRIBUTE.float, value) : integerField(ATTRIBUTE.integer, value),
  ]);
}

export interface ModelSketch {
  readonly nodes: readonly NodeSketch[];
  readonly tensors: readonly Uint8Array[];
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

export function onnxBytes({ nodes, tensors, inputs = ['x'], outputs = ['y'] }: ModelSketch): Uint8Array {
  const value = (name: string): Uint8Array => textField(VALUE.name, name);
  const graph = [
    ...nodes.map(({ operator, inputs: taken, output, attributes = {}, domain = '' }) =>
      messageField(GRAPH.node, [
        ...taken.map((name) => textField(NODE.input, name)),
        textField(NODE.output, output),
        textField(NODE.operator, operator),
        textField(NODE.domain, domain),
        ...Object.entries(attributes).map(([name, given]) => attributeField(name, given)),
      ]),
    ),
    ...tensors.map((tensor) => bytesField(GRAPH.initializer, tensor)),
    ...inputs.map((name) => bytesField(GRAPH.input, value(name))),
    ...outputs.map((name) => bytesField(GRAPH.output, value(name))),
  ];
  return Buffer.concat([integerField(MODEL.irVersion, 8), messageField(MODEL.graph, graph)]);
}
