import { LIMITS } from '../../network/limits';
import { say } from '../../words/say';
import { shown, tensorWord } from '../files/damaged';
import { shapeText, type StoredTensor } from '../files/storedTensor';
import { ask, refuse, type ImportOption, type ImportSource } from './imported';
import { chainsOf, isChain, type Link } from './layerChains';
import { numberedOrder, positionOf, roleOf, type Orientation } from './tensorNames';

/** A layer as tensors say it. */
export interface DenseLayer extends Link {
  /** What the names of its tensors call it; empty: nothing. */
  readonly stem: string;
  readonly weight: StoredTensor;
  readonly orientation: Orientation;
  readonly bias: StoredTensor | null;
}

/** What is known of the layers beside their tensors. */
export interface KnownLayers {
  /** How every matrix goes; null: nobody says. */
  readonly orientation: Orientation | null;
  /** The stems, first to last; null: nobody says. */
  readonly order: readonly string[] | null;
}

/** The two tensors of a layer. */
interface Group {
  readonly stem: string;
  readonly weight: StoredTensor;
  readonly bias: StoredTensor | null;
  readonly orientation: Orientation | null;
}

/**
 * The dense layers that tensors are, in their order, found by names and shapes. What is no dense layer is refused with
 * its name; what names and shapes leave open is asked.
 *
 * @param notes what was found out otherwise than by the names is added here.
 */
export function denseLayers(
  source: ImportSource,
  tensors: readonly StoredTensor[],
  known: KnownLayers,
  notes: string[],
): DenseLayer[] {
  const groups = groupsOf(tensors);
  if (groups.length > LIMITS.layers) {
    return refuse(
      null,
      say('It has {0} layers; a network file holds at most {1}.', groups.length, LIMITS.layers),
      say('Import a smaller network.'),
    );
  }
  groups.forEach(checkShapes);
  const told = toldOrder(groups, known.order);
  const fitting = (['outIn', 'inOut'] as const).flatMap((orientation): Way[] => {
    const links = groups.map((group) => linkOf(group, orientation));
    const fits = groups.every(({ bias }, n) => bias === null || lengthOf(bias) === links[n]!.units);
    return fits ? [{ orientation, links, isTold: told !== null && isChain(links, told) }] : [];
  });
  // Where names say an order, the way in which the layers follow each other so is the one that is meant.
  const ways = fitting.some(({ isTold }) => isTold)
    ? fitting.filter(({ isTold }) => isTold)
    : fitting.filter(({ links }) => chainsOf(links, 1)?.length !== 0);
  const said = known.orientation ?? commonOrientation(groups);
  const way = ways.find(({ orientation }) => orientation === said) ?? ways[0];
  if (!way) {
    return refuse(
      null,
      say('The layers {0} cannot follow each other: no layer takes what another one gives.', stemsOf(groups)),
      say('Save the dense layers of one network, one after the other, alone.'),
    );
  }
  if (said !== null && way.orientation !== said) {
    notes.push(
      said === 'outIn'
        ? say('Matrices have a column for each unit, unlike what their names say: only so do they fit.')
        : say('Matrices have a row for each unit, unlike what their names say: only so do they fit.'),
    );
  }
  const chosen = said === null && ways.length > 1 ? askOrientation(source, ways, told) : way;
  const order = chosen.isTold ? told! : foundOrder(source, groups, chosen.links);
  return order.map((n) => ({ ...groups[n]!, ...chosen.links[n]!, orientation: chosen.orientation }));
}

interface Way {
  readonly orientation: Orientation;
  readonly links: readonly Link[];
  /** The layers follow each other in the order that their names say. */
  readonly isTold: boolean;
}

function groupsOf(tensors: readonly StoredTensor[]): Group[] {
  if (tensors.length === 0) {
    return refuse(null, say('The file holds no numbers.'), say('Save the weights of the dense layers.'));
  }
  const positions = tensors.map(({ name }) => positionOf(name));
  return positions.every((position) => position !== null)
    ? positionedGroups(tensors, positions)
    : namedGroups(tensors);
}

/** Matrices in their order, each with the vector behind it. */
function positionedGroups(tensors: readonly StoredTensor[], positions: readonly number[]): Group[] {
  const sorted = tensors.map((tensor, n) => ({ tensor, at: positions[n]! })).sort((a, b) => a.at - b.at);
  const groups: Group[] = [];
  for (const { tensor } of sorted) {
    const last = groups.at(-1);
    const isBias = tensor.shape.length === 1;
    if (isBias && last?.bias === null) groups[groups.length - 1] = { ...last, bias: tensor };
    else if (isBias) withoutWeights(tensor);
    else groups.push({ stem: String(groups.length + 1), weight: tensor, bias: null, orientation: null });
  }
  return groups;
}

function withoutWeights({ name }: StoredTensor): never {
  return refuse(
    tensorWord(name),
    say('It is a vector without a matrix of weights before it.'),
    say('Only dense layers can be imported: save their weights and biases alone.'),
  );
}

function namedGroups(tensors: readonly StoredTensor[]): Group[] {
  const weights = new Map<string, Group>();
  const biases = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    const role = roleOf(tensor.name);
    if (!role) return unknownName(tensor);
    const { stem, orientation } = role;
    if ((role.role === 'weight' ? weights : biases).has(stem)) {
      return refuse(
        tensorWord(tensor.name),
        say('Another tensor is the same part of the same layer.'),
        say('Name tensors like fc1.weight and fc1.bias, or W1 and b1, one of each for a layer.'),
      );
    }
    if (role.role === 'weight') weights.set(stem, { stem, orientation, weight: tensor, bias: null });
    else biases.set(stem, tensor);
  }
  for (const [stem, bias] of biases) {
    const group = weights.get(stem);
    if (!group) return withoutWeights(bias);
    weights.set(stem, { ...group, bias });
  }
  return [...weights.values()];
}

function unknownName({ name }: StoredTensor): never {
  const isNormalisation =
    /(?:^|[._/])(?:running_(?:mean|var)|num_batches_tracked|moving_(?:mean|variance)|gamma|beta)$/;
  if (isNormalisation.test(name)) {
    return refuse(
      tensorWord(name),
      say('It belongs to a normalisation layer, which a network file cannot hold.'),
      say('Fold the normalisation into the dense layer before it, and save that.'),
    );
  }
  return refuse(
    tensorWord(name),
    say('Its name says neither weight nor bias.'),
    say('Name tensors like fc1.weight and fc1.bias, or W1 and b1, one of each for a layer.'),
  );
}

/** A vector, or a matrix of one row: NumPy's programs keep biases so. */
const lengthOf = ({ shape }: StoredTensor): number | null =>
  shape.length === 1 ? shape[0]! : shape.length === 2 && shape[0] === 1 ? shape[1]! : null;

function checkShapes({ weight, bias }: Group): void {
  const { shape, name } = weight;
  if (shape.length === 1) {
    refuse(
      tensorWord(name),
      say('It is a vector of {0}: a normalisation layer, or one that is not dense.', shapeText(shape)),
      say('Only dense layers can be imported: save their weights and biases alone.'),
    );
  }
  if (shape.length !== 2) {
    refuse(
      tensorWord(name),
      say(
        'Its shape is {0}, where a dense layer has a matrix: a convolution has such a shape.',
        shapeText(shape),
      ),
      say('Only dense layers can be imported: save their weights and biases alone.'),
    );
  }
  if (shape.includes(0)) {
    refuse(tensorWord(name), say('It is empty.'), say('Save a network that has units in each layer.'));
  }
  if (bias && lengthOf(bias) === null) {
    refuse(
      tensorWord(bias.name),
      say('Its shape is {0}, where biases are a vector.', shapeText(bias.shape)),
      say('Save one bias for each unit.'),
    );
  }
}

function linkOf({ weight: { shape } }: Group, orientation: Orientation): Link {
  const [rows, columns] = shape as [number, number];
  return orientation === 'inOut' ? { fanIn: rows, units: columns } : { fanIn: columns, units: rows };
}

/** What the names of all matrices say; null where one says nothing, or they say different things. */
function commonOrientation(groups: readonly Group[]): Orientation | null {
  const all = new Set(groups.map(({ orientation }) => orientation));
  return all.size === 1 ? [...all][0]! : null;
}

/** Orders that a question can offer. */
const MOST_ORDERS = 8;

/** Indices of the layers in the order that somebody says; null: nobody does. */
function toldOrder(groups: readonly Group[], known: readonly string[] | null): readonly number[] | null {
  const stems = groups.map(({ stem }) => stem);
  const order = known?.map((stem) => stems.indexOf(stem)) ?? numberedOrder(stems);
  return order?.length === groups.length && !order.includes(-1) ? order : null;
}

/** The only order in which the layers can follow each other, or the one of several that is chosen. */
function foundOrder(
  source: ImportSource,
  groups: readonly Group[],
  links: readonly Link[],
): readonly number[] {
  const orders = chainsOf(links, MOST_ORDERS + 1);
  if (orders?.length === 1) return orders[0]!;
  if (orders && orders.length <= MOST_ORDERS) return askOrder(source, groups, orders);
  return refuse(
    null,
    say('The layers {0} can follow each other in more ways than can be asked about.', stemsOf(groups)),
    say('Number their names in the order of the network, such as fc1.weight, fc2.weight.'),
  );
}

const stemsOf = (groups: readonly Group[]): string =>
  groups
    .slice(0, 8)
    .map(({ stem }) => stemText(stem))
    .join(', ') + (groups.length > 8 ? ', …' : '');

/** A layer that its tensors give no name has none to be shown. */
const stemText = (stem: string): string => (stem === '' ? say('without a name') : shown(stem).slice(1, -1));

function askOrientation(source: ImportSource, ways: readonly Way[], told: readonly number[] | null): Way {
  const sizes = ({ links, isTold }: Way): string => {
    const order = (isTold ? told : null) ?? chainsOf(links, 1)?.[0];
    if (!order) return '…';
    return [links[order[0]!]!.fanIn, ...order.map((n) => links[n]!.units)].join('-');
  };
  const value = ask(source, {
    key: 'matrices',
    prompt: say('Which way do the matrices go? Their names do not say it, and both ways fit.'),
    options: ways.map((way) => ({
      value: way.orientation === 'inOut' ? ('columns' as const) : ('rows' as const),
      label:
        way.orientation === 'inOut' ? say('a column for each unit: x W') : say('a row for each unit: W x'),
      detail:
        way.orientation === 'inOut'
          ? say('As in Keras, scikit-learn and network files; the network is {0}.', sizes(way))
          : say('As in PyTorch; the network is {0}.', sizes(way)),
    })),
  });
  return ways.find(({ orientation }) => (orientation === 'inOut') === (value === 'columns'))!;
}

function askOrder(
  source: ImportSource,
  groups: readonly Group[],
  orders: readonly (readonly number[])[],
): readonly number[] {
  const options: ImportOption[] = orders.map((order, n) => ({
    value: String(n + 1),
    label: order.map((at) => stemText(groups[at]!.stem)).join(' → '),
  }));
  const value = ask(source, {
    key: 'order',
    prompt: say('In which order do the layers follow each other? Several fit by their shapes.'),
    options,
  });
  return orders[Number(value) - 1]!;
}
