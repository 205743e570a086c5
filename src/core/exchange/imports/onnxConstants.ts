import { dataTypes } from '../files/dataTypes';
import type { OnnxNode } from '../files/onnxReader';
import { countOf, type StoredTensor } from '../files/storedTensor';
import { littleEndian } from '../files/tensor';
import type { ConstantValue } from './onnxValues';

/** Tensors that a graph holds, as far as they are looked at while it is read. */

/** The value of a `Constant` node; null: it is none of numbers. */
export function attributeTensor({ name, attributes }: OnnxNode): StoredTensor | null {
  const value = attributes.get('value')?.tensor;
  if (value) return { ...value, name: value.name === '' ? name : value.name };
  const number = attributes.get('value_float')?.float ?? attributes.get('value_int')?.integer ?? null;
  const list = attributes.get('value_floats')?.floats ?? attributes.get('value_ints')?.integers ?? null;
  if (number === null && list === null) return null;
  const values = Float64Array.from(list ?? [number!]);
  return { name, shape: list ? [values.length] : [], type: 'float64', bytes: littleEndian(values) };
}

/** As it is used: turned where it is turned. */
export function shapeOf({ tensor: { shape }, isTurned }: ConstantValue): readonly number[] {
  return isTurned ? [...shape].reverse() : shape;
}

/** How many numbers a vector has, one of a single row included; null: it is no vector. */
export function vectorLength(constant: ConstantValue): number | null {
  const shape = shapeOf(constant);
  if (shape.length > 2 || (shape.length === 2 && shape[0] !== 1)) return null;
  return shape.at(-1) ?? 1;
}

const FEW = 8;

/** The numbers of a small tensor, such as a shape; null where there are more. */
export function fewNumbers({ tensor: { shape, type, bytes } }: ConstantValue): number[] | null {
  const count = countOf(shape) ?? Infinity;
  if (count > FEW) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { read, bytes: size } = dataTypes[type];
  return Array.from({ length: count }, (_, n) => read(view, n * size, true));
}

/** The number of a tensor that has one alone; null where it has none, or more. */
export function onlyNumber(constant: ConstantValue): number | null {
  return countOf(constant.tensor.shape) === 1 ? fewNumbers(constant)![0]! : null;
}
