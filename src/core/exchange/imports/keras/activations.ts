import type { JsonNode, JsonObject } from '../../../network/jsonTree';
import type { Activation } from '../../../network/network';
import { quoted } from '../../../network/wording';
import { activationCalled } from '../../notations/notation';
import { kerasNotation } from '../../notations/kerasNotation';
import { refuse } from '../imported';
import { field, numberOf, textOf } from '../jsonFields';
import type { KerasLayer } from './graph';
import { whereOf } from './graph';
import { say } from '../../../words/say';

function unknown(where: string, name: string): never {
  refuse(
    where,
    say('Backprop knows no activation {0} of Keras.', quoted(name)),
    say('Import a model with another activation, or write this one as a formula in a network file.'),
  );
}

/** What the "activation" of a layer means: a name, or a layer in its place. */
export function activationOf(layer: KerasLayer): Activation {
  const node = field(layer.config, 'activation');
  const where = whereOf(layer);
  if (!node) return { type: 'linear' };
  if (node.kind === 'string')
    return activationCalled(kerasNotation, node.value) ?? unknown(where, node.value);
  if (node.kind !== 'object') return unknown(where, node.kind);
  const name = textOf(field(node, 'class_name'), `${where}: activation.class_name`);
  const config = field(node, 'config');
  const made = config?.kind === 'object' ? activationLayer(where, name, config) : null;
  return made ?? unknown(where, config?.kind === 'string' ? config.value : name);
}

/** The activation that a layer of this class is; null where it is no layer of that kind. */
export function activationLayer(where: string, className: string, config: JsonObject): Activation | null {
  const number = (keys: readonly string[], otherwise: number): number => {
    const found = keys.map((key) => field(config, key)).find((node) => node !== undefined);
    return found ? plainNumber(found, `${where}: ${keys[0]}`) : otherwise;
  };
  switch (className) {
    case 'Softmax':
      return { type: 'softmax' };
    case 'ELU':
      return { type: 'elu', alpha: number(['alpha'], 1) };
    case 'LeakyReLU':
      return { type: 'leakyRelu', slope: number(['negative_slope', 'alpha'], 0.3) };
    case 'ReLU': {
      const slope = number(['negative_slope'], 0);
      const most = field(config, 'max_value');
      if (most || number(['threshold'], 0) !== 0) {
        refuse(
          where,
          say('A ReLU with a largest value or a threshold is none of the format.'),
          say('Import a model with plain ReLU, or write the activation as a formula in a network file.'),
        );
      }
      return slope === 0 ? { type: 'relu' } : { type: 'leakyRelu', slope };
    }
    default:
      return null;
  }
}

/** A number, also as Keras 2 writes one: {"class_name": "__numpy__", "config": {"value": 0.3}}. */
function plainNumber(node: JsonNode, where: string): number {
  if (node.kind !== 'object') return numberOf(node, where);
  const config = field(node, 'config');
  const value = config?.kind === 'object' ? field(config, 'value') : field(node, 'value');
  return numberOf(value, where);
}
