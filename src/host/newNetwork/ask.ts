import type { QuickPickItem } from 'vscode';

/** What is said of a question beside its answers. */
interface Question {
  /** What the whole wizard makes. */
  readonly title: string;
  readonly prompt: string;
  /** From 1. */
  readonly step: number;
  /** Undefined as long as it depends on answers that are not given yet. */
  readonly steps: number | undefined;
}

export interface Choice<T> extends QuickPickItem {
  /** Undefined for a separator only. */
  readonly value?: T;
}

export interface ChoiceQuestion<T> extends Question {
  readonly choices: readonly Choice<T>[];
  /** What is chosen to begin with. */
  readonly chosen?: (value: T) => boolean;
}

export interface TextQuestion extends Question {
  readonly value: string;
  /** Why the text cannot be taken, with the remedy; null where it can. */
  readonly problem: (text: string) => string | null;
}

/** An answer; or the wish to go back to the question before, or to leave. */
export type Answer<T> = { readonly value: T } | 'back' | 'left';

/** Whoever is asked: a person through quick inputs, or a test with answers. */
export interface Ask {
  /** Exactly one of the choices. */
  one: <T>(question: ChoiceQuestion<T>) => Promise<Answer<T>>;
  /** At least one of them, in the order in which they stand. */
  some: <T>(question: ChoiceQuestion<T>) => Promise<Answer<readonly T[]>>;
  /** A text without a problem. */
  text: (question: TextQuestion) => Promise<Answer<string>>;
}
