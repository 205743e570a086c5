import { activationFormula } from '../../math/activations';
import type { Expression, OperationName } from '../../math/expression';
import { showHidden } from '../../network/hidden';
import { layerNumbers, type Exported } from '../programs/exported';
import { onnxOperators } from '../notations/onnxNotation';
import { layerNames } from '../programs/layerNames';
import { dataTypes } from './dataTypes';
import { networkWords, PRODUCER } from './networkWords';
import {
  ATTRIBUTE,
  DIMENSION,
  GRAPH,
  INTEGER_ATTRIBUTE,
  MODEL,
  NODE,
  OPSET_ID,
  PROPERTY,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from './onnxFields';
import { bytesField, integerField, messageField, textField, type Field } from './protobuf';
import { joined, littleEndian } from './tensor';

/**
 * The network as an ONNX graph for inference, in doubles: a MatMul and an Add for each layer, then its activation. An
 * activation that is one operator of ONNX is that operator; any other is made of operators as its formula is of
 * operations.
 */
export function onnxModel(exported: Exported): Uint8Array<ArrayBuffer> {
  const graph = new Graph(exported);
  return joined([
    integerField(MODEL.irVersion, IR_VERSION),
    textField(MODEL.producer, PRODUCER),
    messageField(MODEL.graph, graph.fields()),
    messageField(MODEL.opset, [textField(OPSET_ID.domain, ''), integerField(OPSET_ID.version, OPSET)]),
    ...Object.entries(networkWords(exported.network)).map(([key, value]) =>
      messageField(MODEL.metadata, [textField(PROPERTY.key, key), textField(PROPERTY.value, value)]),
    ),
  ]);
}

const IR_VERSION = 8;
const OPSET = 17;

class Graph {
  readonly #exported: Exported;
  readonly #nodes: Field[] = [];
  readonly #constants: Field[] = [];
  #count = 0;

  constructor(exported: Exported) {
    this.#exported = exported;
  }

  fields(): Field[] {
    const { network, layout, parameters, title, source } = this.#exported;
    const names = layerNames(network);
    let h = 'inputs';
    const outputs = network.layers.at(-1)!.units;
    layerNumbers(layout, parameters).forEach(({ weights, biases }, l) => {
      const { activation } = network.layers[l]!;
      const isLast = l === network.layers.length - 1;
      const name = names[l]!;
      const values = Float64Array.from(weights.flatMap((row) => Array.from(row)));
      this.#constant(`${name}/weights`, [weights.length, weights[0]!.length], values);
      let a = this.#node('MatMul', [h, `${name}/weights`]);
      if (biases) {
        this.#constant(`${name}/biases`, [biases.length], biases);
        a = this.#node('Add', [a, `${name}/biases`]);
      }
      const output = isLast ? 'outputs' : `${name}/activations`;
      if (activation.type === 'softmax') {
        const axis = messageField(NODE.attribute, [
          textField(ATTRIBUTE.name, 'axis'),
          integerField(ATTRIBUTE.integer, 1),
          integerField(ATTRIBUTE.type, INTEGER_ATTRIBUTE),
        ]);
        this.#write('Softmax', [a], output, [axis]);
      } else this.#write('Identity', [this.#formula(activationFormula(activation), a)], output);
      h = output;
    });
    return [
      ...this.#nodes.map((node) => bytesField(GRAPH.node, node)),
      textField(GRAPH.name, 'network'),
      ...this.#constants.map((constant) => bytesField(GRAPH.initializer, constant)),
      textField(GRAPH.doc, showHidden(`${title}, made by Backprop from ${source}`)),
      bytesField(GRAPH.input, valueInfo('inputs', network.inputs.units)),
      bytesField(GRAPH.output, valueInfo('outputs', outputs)),
    ];
  }

  /** The value that a formula in `a` has; the name of the result. */
  #formula(expression: Expression, a: string): string {
    const of = (operand: Expression): string => this.#formula(operand, a);
    switch (expression.kind) {
      case 'number':
        return this.#number(expression.value);
      case 'variable':
        return a;
      case 'apply':
        return this.#operation(expression.operation, expression.operands, of, a);
      default:
        throw new RangeError(`a formula of one variable has no ${expression.kind}`);
    }
  }

  #operation(
    name: OperationName,
    operands: readonly Expression[],
    of: (operand: Expression) => string,
    a: string,
  ): string {
    const one = (): string => this.#number(1);
    const made = operands.map(of);
    const [first = '', second = ''] = made;
    switch (name) {
      case 'where': {
        const [left = '', right = '', then = '', otherwise = ''] = made;
        // A choice between two numbers takes no shape from its input: its condition has it, if either side does.
        return this.#node('Where', [this.#node('Greater', [left, right]), then, otherwise]);
      }
      case 'pi':
        return this.#number(Math.PI);
      case 'expm1':
        return this.#node('Sub', [this.#node('Exp', [first]), one()]);
      case 'oneMinus':
        return this.#node('Sub', [one(), first]);
      case 'oneMinusSquare':
        return this.#node('Sub', [one(), this.#node('Mul', [first, first])]);
      case 'tanhGate': {
        const sum = this.#node('Add', [one(), this.#node('Tanh', [first])]);
        return this.#node('Mul', [this.#number(0.5), sum]);
      }
      case 'normalCdf': {
        const erf = this.#node('Erf', [this.#node('Mul', [first, this.#number(Math.SQRT1_2)])]);
        return this.#node('Mul', [this.#number(0.5), this.#node('Add', [one(), erf])]);
      }
      case 'normalPdf': {
        const square = this.#node('Mul', [this.#node('Mul', [first, first]), this.#number(-0.5)]);
        return this.#node('Mul', [this.#number(1 / Math.sqrt(2 * Math.PI)), this.#node('Exp', [square])]);
      }
      default: {
        const operator = onnxOperators[name];
        if (operator === undefined) throw new RangeError(`ONNX has no operator for ${name} (of ${a})`);
        if (made.length < 3) return this.#node(operator, made);
        const rest = made.slice(2);
        return rest.reduce(
          (left, right) => this.#node(operator, [left, right]),
          this.#node(operator, [first, second]),
        );
      }
    }
  }

  #number(value: number): string {
    const name = `constant.${++this.#count}`;
    this.#constant(name, [], Float64Array.of(value));
    return name;
  }

  #constant(name: string, shape: readonly number[], values: Float64Array): void {
    this.#constants.push(
      joined([
        ...shape.map((length) => integerField(TENSOR.dimension, length)),
        integerField(TENSOR.type, dataTypes.float64.onnx),
        textField(TENSOR.name, name),
        bytesField(TENSOR.raw, littleEndian(values)),
      ]),
    );
  }

  #node(operator: string, inputs: readonly string[]): string {
    const output = `value.${++this.#count}`;
    this.#write(operator, inputs, output);
    return output;
  }

  #write(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: readonly Field[] = [],
  ): void {
    this.#nodes.push(
      joined([
        ...inputs.map((input) => textField(NODE.input, input)),
        textField(NODE.output, output),
        textField(NODE.name, `node.${this.#nodes.length + 1}`),
        textField(NODE.operator, operator),
        ...attributes,
      ]),
    );
  }
}

/** A matrix of any number of rows and `units` columns. */
function valueInfo(name: string, units: number): Uint8Array {
  const shape = messageField(TENSOR_TYPE.shape, [
    messageField(SHAPE.dimension, [textField(DIMENSION.parameter, 'N')]),
    messageField(SHAPE.dimension, [integerField(DIMENSION.value, units)]),
  ]);
  const element = integerField(TENSOR_TYPE.element, dataTypes.float64.onnx);
  const tensor = messageField(TYPE.tensor, [element, shape]);
  return joined([textField(VALUE.name, name), messageField(VALUE.type, [tensor])]);
}
