import type { Form, Level } from '../core/math/viewEquation';
import type { Naming } from '../core/network/naming';
import type { OptimizerType } from '../core/network/network';
import type { Subject } from '../core/network/subject';
import type { DivergencePlace, StopReason } from './training';
import type { RestartProgress } from './views/landscape';
import type { RateProgress } from './views/rates';
import type { PinEvents } from './views/pins';
import type { ViewRequests } from './views/requests';

/**
 * The conversation between the host and the panel. The panel speaks first (`ready`) and is answered with a
 * whole snapshot; after that the host sends each part of it anew when it changes. The host computes, the panel
 * draws: every formula arrives as LaTeX, every number as a number.
 */

/** One unit or input as the diagram shows it. Symbols are LaTeX and their Unicode spelling. */
export interface UnitView {
  readonly symbol: string;
  readonly text: string;
  /** Null for inputs. */
  readonly preActivation: { readonly symbol: string; readonly text: string; readonly value: number } | null;
  readonly value: number;
  /** ∂L_s/∂a of the sample shown; null for inputs. */
  readonly delta: number | null;
}

export interface OutputView {
  readonly target: { readonly symbol: string; readonly text: string; readonly value: number };
  readonly term: { readonly symbol: string; readonly text: string; readonly value: number };
}

export interface LayerView {
  readonly name: string;
  /** The name of the activation, or the formula itself. */
  readonly activation: string;
  readonly units: readonly UnitView[];
  /** How many units the layer has; more than `units.length` where the layer is folded. */
  readonly unitCount: number;
  /** Row-major [previous units][units] where both sides are shown whole; null where one is folded. */
  readonly weights: Float64Array | null;
  /** The same shape: gradients of the batch, as lenses show them. */
  readonly gradients: Float64Array | null;
  /** Symbols of the weights in the same order, Unicode. */
  readonly weightTexts: readonly string[] | null;
  readonly biases: Float64Array | null;
  readonly biasGradients: Float64Array | null;
  /** Symbols of the biases, Unicode. */
  readonly biasTexts: readonly string[] | null;
  /** One sentence about what a folded layer hides; null where nothing is folded. */
  readonly summary: string | null;
}

/** The network at the parameters that are current, on the sample that is shown. */
export interface NetworkView {
  readonly name: string;
  readonly inputs: readonly UnitView[];
  readonly inputCount: number;
  readonly layers: readonly LayerView[];
  readonly outputs: readonly OutputView[];
  readonly loss: {
    readonly symbol: string;
    readonly text: string;
    readonly value: number;
    readonly penalty: number;
  };
  /** "half squared error, mean over 4 samples": the conventions, said where the number stands. */
  readonly lossConvention: string;
  /** The sample whose activations are shown, from 1, and how many there are. */
  readonly sample: number;
  readonly sampleCount: number;
  readonly learningRate: number;
  readonly optimizer: OptimizerType;
  readonly epochs: number;
}

/** One row of a derivation. */
export interface StepView {
  /** The rule's name: "Chain rule", "Derivative of the loss". */
  readonly title: string;
  readonly latex: string;
  /** The same formula with each symbol's number under it; null where that says nothing more. */
  readonly numbersLatex: string | null;
  /** One plain sentence. */
  readonly sentence: string;
  readonly value: number | null;
}

/** One way from the subject to the loss, or all ways through one unit of the next layer. */
export interface PathView {
  /** The units it passes, or the loss term it ends in, LaTeX and Unicode. */
  readonly throughLatex: string;
  readonly through: string;
  /** The product of its factors, with the number under each symbol of the second. */
  readonly formulaLatex: string;
  readonly numbersLatex: string;
  /** What it adds to the derivative. */
  readonly value: number;
  /** Its part of the sum of all sizes, 0 … 1. */
  readonly share: number;
}

/** The account of a gradient by paths. */
export interface LedgerView {
  readonly paths: readonly PathView[];
  /** How many further entries the ledger has. */
  readonly more: number;
  /** What cancels, which loss terms no path reaches, what is exactly 0 and why. */
  readonly sentences: readonly string[];
  /** Where the values are of more samples than the products: which of which. */
  readonly scope: string | null;
}

/** How gradients are written: the person's choices, kept as settings and the same for every network. */
export interface FormulaWriting {
  readonly level: Level;
  readonly form: Form;
  readonly names: Naming;
}

/** The gradient as one formula. */
export interface GradientFormulaView {
  /** What was asked for; `note` says where something else is shown. */
  readonly writing: FormulaWriting;
  /** The gradient first, then what it refers to; each in LaTeX and Unicode. */
  readonly equations: readonly {
    readonly latex: string;
    readonly text: string;
    /** The shapes of a matrix equation: [2, 3] = [2, 1] [1, 3]; null for any other. */
    readonly shapes: string | null;
  }[];
  readonly note: string | null;
  /** What of the gradient the formula leaves out: other samples, the penalty; null where it is all of it. */
  readonly scope: string | null;
}

/** The derivation of one gradient. */
export interface DerivationView {
  readonly subject: Subject;
  /** LaTeX and Unicode of the subject and of ∂L/∂subject. */
  readonly symbol: string;
  readonly text: string;
  readonly gradientSymbol: string;
  readonly gradientText: string;
  /** "from a_{h_1} to o_1, layer output". */
  readonly place: string;
  readonly value: number;
  readonly gradient: number;
  /** The central difference, and what the comparison says; null where it was not made. */
  readonly check: {
    readonly numeric: number;
    readonly verdict: CheckVerdict;
    readonly sentence: string;
  } | null;
  readonly formula: GradientFormulaView;
  readonly steps: readonly StepView[];
  /** Null where its sum takes too long. */
  readonly ledger: LedgerView | null;
  /** Sentences on curvature and on what the next step changes; empty for what is no parameter. */
  readonly outlook: readonly string[];
  /** "One sample", "mean over 4 samples; factors are those of sample 1". */
  readonly scope: string;
}

export type CheckVerdict = 'agrees' | 'disagrees' | 'uncheckable' | 'kink';

export type RunStatus = 'running' | StopReason;

/** By what a person walks through a run: by epochs, by updates, or by the parts of an update. */
export type StepBy = 'epoch' | 'batch' | 'pass';

/** The parts of an update; `update`: it has just been made. */
export type PassPhase = 'forward' | 'loss' | 'backward' | 'update';

/** Which moment of a run all numbers on show are of. */
export interface MomentView {
  /** The run's. */
  readonly runId: number;
  readonly epoch: number;
  /** Updates made since the start of that epoch, fewer than `updatesPerEpoch`. */
  readonly updates: number;
  readonly updatesPerEpoch: number;
  /** The newest numbers, which follow the run. */
  readonly isNewest: boolean;
  /** The earliest epoch that can be shown; null: none but the newest. */
  readonly first: number | null;
  /** `epoch 40 of 1000`. */
  readonly words: string;
  readonly pass: { readonly phase: PassPhase; readonly sentence: string } | null;
  /** What is being waited for, or why the last wish was not granted; null where neither is so. */
  readonly status: string | null;
}

/** What is known of the run of the active document. */
export interface RunView {
  readonly id: number;
  readonly status: RunStatus;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly loss: number;
  readonly every: number;
  /** True when the text has changed since the run started. */
  readonly isStale: boolean;
  /** Where and why a diverged run stopped, in words. */
  readonly divergence: { readonly place: DivergencePlace; readonly sentence: string } | null;
  /** Which of its moments is on show. */
  readonly moment: MomentView;
}

/** How far a run has come since the last event of the same run; whoever draws its losses asks for them. */
export interface RunProgressView {
  readonly id: number;
  readonly status: RunStatus;
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
}

/** A file that cannot be shown: its first problem. */
export interface ProblemView {
  readonly message: string;
  /** "network-b.backprop.json:12:7". */
  readonly place: string;
}

/** Everything the panel shows. */
export interface Snapshot {
  /** Null: no network file is active. */
  readonly document: { readonly name: string; readonly version: number } | null;
  /** Set: the file has errors; `network` is then the last good one, if there is one. */
  readonly problem: ProblemView | null;
  readonly network: NetworkView | null;
  readonly derivation: DerivationView | null;
  readonly run: RunView | null;
}

/** What the panel asks of the host: of the panel itself, and what single views ask. */
export interface PanelHostSide {
  readonly requests: ViewRequests & {
    readonly ready: { readonly params: { readonly selection: Subject | null }; readonly result: Snapshot };
    /** Makes a quantity the subject of the derivation; `reveal` also moves the editor's cursor to it. */
    readonly select: {
      readonly params: { readonly subject: Subject; readonly reveal: boolean };
      readonly result: null;
    };
    readonly train: { readonly params: null; readonly result: null };
    readonly step: { readonly params: null; readonly result: null };
    readonly stop: { readonly params: null; readonly result: null };
    readonly reset: { readonly params: null; readonly result: null };
    /**
     * Shows everything at the start of an epoch of the run, or with null at its newest numbers from now on. Answered
     * when it is on show, or when a newer wish has come.
     */
    readonly showEpoch: { readonly params: { readonly epoch: number | null }; readonly result: null };
    /** Shows the next stop of the run, or the one before; answered like `showEpoch`. */
    readonly stepMoment: {
      readonly params: { readonly by: StepBy; readonly direction: 1 | -1 };
      readonly result: null;
    };
    /** Asks the person how to go on in another way from the moment on show. */
    readonly forkRun: { readonly params: null; readonly result: null };
    /** The derivation of a quantity that is not the one looked at; null for what has no gradient. */
    readonly derive: {
      readonly params: { readonly subject: Subject };
      readonly result: DerivationView | null;
    };
    /** Shows another sample (from 1). */
    readonly showSample: { readonly params: { readonly sample: number }; readonly result: null };
    /** Writes every formula in another way from now on. */
    readonly write: { readonly params: FormulaWriting; readonly result: null };
    readonly showProblem: { readonly params: null; readonly result: null };
    readonly openExample: { readonly params: null; readonly result: null };
    readonly copy: { readonly params: { readonly text: string }; readonly result: null };
  };
  readonly events: PinEvents & {
    readonly snapshot: Snapshot;
    readonly network: { readonly network: NetworkView | null; readonly problem: ProblemView | null };
    readonly derivation: DerivationView | null;
    readonly run: RunView | null;
    readonly progress: RunProgressView;
    /** How many samples the view "Learned" has been computed for, while that takes long. */
    readonly learnedProgress: { readonly done: number; readonly of: number };
    /** Opens one of the views below the diagram, by its id. */
    readonly openView: { readonly id: string };
    /** The mouse rests on this quantity in the editor; null: on none. */
    readonly hovered: { readonly subject: Subject | null };
    readonly rateProgress: RateProgress;
    readonly restartProgress: RestartProgress;
    /** Other runs are kept of the file than before, or under other names. */
    readonly runsKept: null;
    readonly moment: MomentView;
  };
}

/** What the host asks of the panel: nothing but to draw. */
export interface PanelSide {
  readonly requests: object;
  readonly events: object;
}
