import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { refuse } from '../imports/imported';
import { damaged, tensorWord } from './damaged';
import { dataTypeOf, dataTypes, type DataTypeName } from './dataTypes';
import { ATTRIBUTE, GRAPH, MODEL, NODE, PROPERTY, TENSOR, VALUE } from './onnxFields';
import { fieldsOf, integersOf, stringOf, type ReadField } from './protobuf';
import { countOf, refuseTooMany, type StoredTensor } from './storedTensor';
import { joined } from './tensor';

/** An ONNX file as plain data: what is computed, by the names of values. What a value is worth is not asked here. */
export interface OnnxModel {
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  /** By their names. */
  readonly initializers: ReadonlyMap<string, StoredTensor>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxNode {
  /** Its own name, else that of its first output. */
  readonly name: string;
  readonly operator: string;
  /** Operators of ONNX itself have the domain ''. */
  readonly domain: string;
  /** An input that is left out is ''. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** Of an attribute that has a type that no operator here takes, all are null. */
export interface OnnxAttribute {
  readonly float: number | null;
  readonly integer: number | null;
  readonly string: string | null;
  readonly tensor: StoredTensor | null;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
}

/** No network of 64 layers has more. */
const MOST_NODES = 20_000;
const MOST_NAMES = 64;

/** What ONNX calls its own operators when it does not leave it out. */
const OWN_DOMAIN = /^ai\.onnx$/;

/** Reads the file; refuses weights that lie in another one. */
export function* onnxSteps(bytes: Uint8Array): Steps<OnnxModel> {
  let producer = '';
  let graph: Uint8Array | null = null;
  const metadata = new Map<string, string>();
  for (const field of fieldsOf(bytes, null)) {
    if (field.number === MODEL.producer) producer = stringOf(field, null);
    if (field.number === MODEL.graph) graph = field.bytes;
    if (field.number === MODEL.metadata) {
      const texts = [...fieldsOf(field.bytes, null)];
      const text = (number: number): string => {
        const found = texts.find((one) => one.number === number);
        return found ? stringOf(found, null) : '';
      };
      metadata.set(text(PROPERTY.key), text(PROPERTY.value));
    }
    yield undefined;
  }
  if (!graph) return damaged(null, say('The file has no graph, which every ONNX model has.'));
  return { producer, metadata, ...(yield* graphSteps(graph)) };
}

function* graphSteps(bytes: Uint8Array): Steps<Omit<OnnxModel, 'producer' | 'metadata'>> {
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, StoredTensor>();
  const inputs: string[] = [];
  const outputs: string[] = [];
  for (const field of fieldsOf(bytes, null)) {
    switch (field.number) {
      case GRAPH.name:
        name = stringOf(field, null);
        break;
      case GRAPH.node:
        nodes.push(nodeOf(field.bytes, nodes.length));
        break;
      case GRAPH.initializer: {
        const tensor = tensorOf(field.bytes);
        if (initializers.has(tensor.name)) {
          damaged(tensorWord(tensor.name), say('There are two tensors of this name.'));
        }
        initializers.set(tensor.name, tensor);
        break;
      }
      case GRAPH.sparseInitializer:
        return refuse(
          null,
          say('Weights are kept as sparse tensors.'),
          say('Save the model with dense weights.'),
        );
      case GRAPH.input:
        inputs.push(valueName(field.bytes));
        break;
      case GRAPH.output:
        outputs.push(valueName(field.bytes));
        break;
    }
    if (nodes.length + initializers.size + inputs.length + outputs.length > MOST_NODES) {
      refuse(
        null,
        say('The graph has more than {0} parts.', MOST_NODES),
        say('Export the dense layers alone.'),
      );
    }
    yield undefined;
  }
  refuseTooMany([...initializers.values()].map(({ shape }) => countOf(shape) ?? Infinity));
  return { name, nodes, initializers, inputs: inputs.filter((input) => !initializers.has(input)), outputs };
}

function valueName(bytes: Uint8Array): string {
  for (const field of fieldsOf(bytes, null)) if (field.number === VALUE.name) return stringOf(field, null);
  return '';
}

function nodeOf(bytes: Uint8Array, index: number): OnnxNode {
  let [name, operator, domain] = ['', '', ''];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  const where = say('node {0}', index + 1);
  for (const field of fieldsOf(bytes, where)) {
    if (field.number === NODE.name) name = stringOf(field, where);
    if (field.number === NODE.operator) operator = stringOf(field, where);
    if (field.number === NODE.domain) domain = stringOf(field, where);
    if (field.number === NODE.input) inputs.push(stringOf(field, where));
    if (field.number === NODE.output) outputs.push(stringOf(field, where));
    if (field.number === NODE.attribute) {
      const [key, attribute] = attributeOf(field.bytes, where);
      attributes.set(key, attribute);
    }
    if (inputs.length + outputs.length + attributes.size > MOST_NAMES) {
      damaged(where, say('It has more than {0} inputs, outputs and attributes.', MOST_NAMES));
    }
  }
  if (name === '') name = outputs[0] ?? where;
  return { name, operator, domain: OWN_DOMAIN.test(domain) ? '' : domain, inputs, outputs, attributes };
}

function attributeOf(bytes: Uint8Array, where: string): [string, OnnxAttribute] {
  let key = '';
  let float: number | null = null;
  let integer: number | null = null;
  let string: string | null = null;
  let tensor: StoredTensor | null = null;
  const floats: number[] = [];
  const integers: number[] = [];
  for (const field of fieldsOf(bytes, where)) {
    switch (field.number) {
      case ATTRIBUTE.name:
        key = stringOf(field, where);
        break;
      case ATTRIBUTE.float:
        float = floatsOf(field, where)[0] ?? null;
        break;
      case ATTRIBUTE.integer:
        integer = Number(BigInt.asIntN(64, field.integer));
        break;
      case ATTRIBUTE.string:
        string = stringOf(field, where);
        break;
      case ATTRIBUTE.tensor:
        tensor = tensorOf(field.bytes);
        break;
      case ATTRIBUTE.floats:
        floats.push(...floatsOf(field, where));
        break;
      case ATTRIBUTE.integers:
        integers.push(...fewIntegers(field, where));
        break;
    }
    if (floats.length + integers.length > MOST_NUMBERS) tooMany(where);
  }
  return [key, { float, integer, string, tensor, floats, integers }];
}

/** Numbers of a list in an attribute: shapes and axes, no weights. */
const MOST_NUMBERS = 64;

function tooMany(where: string): never {
  return damaged(where, say('A list of it has more than {0} numbers.', MOST_NUMBERS));
}

function floatsOf({ bytes }: ReadField, where: string): number[] {
  const size = dataTypes.float32.bytes;
  if (bytes.length > size * MOST_NUMBERS) return tooMany(where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, n) => view.getFloat32(size * n, true));
}

function fewIntegers(field: ReadField, where: string): number[] {
  const integers: number[] = [];
  for (const value of integersOf(field, where)) {
    if (integers.push(Number(BigInt.asIntN(64, value))) > MOST_NUMBERS) return tooMany(where);
  }
  return integers;
}

/** Where the numbers of a type stand if they do not stand as raw bytes. */
const TYPED_FIELDS: Readonly<Record<DataTypeName, number>> = {
  float64: TENSOR.doubles,
  float32: TENSOR.floats,
  int64: TENSOR.int64s,
  uint64: TENSOR.uint64s,
  uint32: TENSOR.uint64s,
  int32: TENSOR.int32s,
  float16: TENSOR.int32s,
  bfloat16: TENSOR.int32s,
  int16: TENSOR.int32s,
  uint16: TENSOR.int32s,
  int8: TENSOR.int32s,
  uint8: TENSOR.int32s,
};

function tensorOf(bytes: Uint8Array): StoredTensor {
  const all: ReadField[] = [];
  for (const field of fieldsOf(bytes, null)) {
    if (all.push(field) > MOST_TENSOR_FIELDS) return damaged(null, say('A tensor has too many parts.'));
  }
  const given = (number: number): ReadField[] => all.filter((field) => field.number === number);
  const [nameField] = given(TENSOR.name);
  const name = nameField ? stringOf(nameField, null) : '';
  const where = tensorWord(name);
  const isElsewhere = given(TENSOR.location).some(({ integer }) => integer === 1n);
  if (isElsewhere || given(TENSOR.externalData).length > 0) {
    return refuse(
      where,
      say('Its numbers lie in another file (external data), which is never opened.'),
      say('Save the model as one file: onnx.save(model, path, save_as_external_data=False).'),
    );
  }
  if (given(TENSOR.segment).length > 0) return damaged(where, say('It is a part of a tensor only.'));
  const shape = given(TENSOR.dimension).flatMap((field) => fewIntegers(field, where));
  const code = Number(given(TENSOR.type)[0]?.integer ?? 0n);
  const type = dataTypeOf('onnx', code);
  if (!type) {
    return refuse(
      where,
      say('Its type has the number {0} in ONNX, which is no number that weights have.', code),
      say('Export the model with weights in float32 or float64.'),
    );
  }
  const count = countOf(shape);
  // Each number takes a byte at least, however it is written.
  if (count === null || count > bytes.length) return damaged(where, say('Its shape does not fit its bytes.'));
  const size = count * dataTypes[type].bytes;
  const [raw] = given(TENSOR.raw);
  const numbers = raw ? raw.bytes : typedBytes(type, given(TYPED_FIELDS[type]), count, where);
  if (numbers.length !== size) return damaged(where, say('Its shape does not fit its bytes.'));
  return { name, shape, type, bytes: numbers };
}

/** A list that is not packed has a field for each number: writers of ONNX pack. */
const MOST_TENSOR_FIELDS = 4_096;

/** Numbers of typed fields as the raw bytes that they could have been written as. */
function typedBytes(
  type: DataTypeName,
  fields: readonly ReadField[],
  count: number,
  where: string,
): Uint8Array {
  if (type === 'float64' || type === 'float32') return joined(fields.map(({ bytes }) => bytes));
  const size = dataTypes[type].bytes;
  const numbers = new Uint8Array(count * size);
  let at = 0;
  for (const field of fields) {
    for (const value of integersOf(field, where)) {
      if (at === numbers.length) return damaged(where, say('Its shape does not fit its bytes.'));
      for (let rest = BigInt.asUintN(8 * size, value), n = 0; n < size; n++, rest >>= 8n) {
        numbers[at++] = Number(rest & 0xffn);
      }
    }
  }
  return numbers.subarray(0, at);
}
