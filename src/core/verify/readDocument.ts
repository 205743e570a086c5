/** Reads the gradient formulas of a document: the checker's way in. */

import type { Network } from '../network/network';
import { runToEnd, type Steps } from '../network/steps';
import {
  type DocumentKind,
  documentKind,
  type NetworkReference,
  referenceIn,
  type Region,
} from './documents';
import { latexRegions } from './documentsLatex';
import { markdownRegions } from './documentsMarkdown';
import { notebookText } from './documentsNotebook';
import { EquationReader } from './readEquations';
import { Findings } from './readFindings';
import { Mover } from './readMove';
import { ProgramReader } from './readProgram';
import type { ReadDocument, Syntax, WrittenFormula } from './written';
import { say } from '../words/say';

export { documentKind, type DocumentKind };

/**
 * The network file that a document names in a comment, with the place of the name: `<!-- backprop: FILE -->` in
 * Markdown, `% backprop: FILE` in LaTeX, `# backprop: FILE` in Python, in a notebook one of them in any cell. Null
 * if there is none. Never throws.
 */
export function networkReference(text: string, kind: DocumentKind): NetworkReference | null {
  if (kind !== 'notebook') return referenceIn(text, kind);
  const notebook = runToEnd(notebookText(text));
  const found = notebook && referenceIn(notebook.text, kind);
  return found && { path: found.path, span: notebook.place(found.span) };
}

/**
 * Every equation of `text` that states a gradient, each name bound to a quantity of `network`, and every place that
 * looks like one and cannot be read. Forward equations, prose and other code are passed over. Spans are offsets in
 * `text` itself, in a notebook too. An intermediate name of a program stands for the tree that was assigned to it:
 * that tree's root has the span of the use, what is below it the places where it was written.
 * Never throws; work grows with the length of the text.
 */
export function readDocument(text: string, kind: DocumentKind, network: Network): ReadDocument {
  return runToEnd(readDocumentSteps(text, kind, network));
}

/** The same in steps of a few milliseconds, for whoever must not be held up. */
export function* readDocumentSteps(text: string, kind: DocumentKind, network: Network): Steps<ReadDocument> {
  const whole = { start: 0, end: text.length };
  switch (kind) {
    case 'markdown':
      return yield* readRegions(text, yield* markdownRegions(text, whole), 'markdown', network);
    case 'latex':
      return yield* readRegions(text, yield* latexRegions(text, whole), 'latex', network);
    case 'python':
      return yield* readRegions(text, [{ kind: 'code', ...whole }], 'python', network);
    case 'notebook':
      return yield* readNotebook(text, network);
  }
}

/** The source of one cell, for an editor that shows the cells of a notebook as documents of their own. */
export function readCell(source: string, kind: 'markdown' | 'code', network: Network): ReadDocument {
  return readDocument(source, kind === 'code' ? 'python' : 'markdown', network);
}

function* readRegions(
  text: string,
  regions: readonly Region[],
  syntax: Syntax,
  network: Network,
): Steps<ReadDocument> {
  const findings = new Findings();
  const equations = new EquationReader(network, text, syntax === 'latex' ? 'latex' : 'markdown', findings);
  const program = new ProgramReader(network, text, findings);
  for (const { kind, start, end } of regions) {
    yield;
    if (findings.isFull) break;
    if (kind === 'code') yield* program.read({ start, end });
    else if (kind === 'snippet')
      yield* readSnippet(text, { kind, start, end }, equations, () => program.alone());
    else yield* equations.read({ start, end }, kind === 'text');
  }
  return findings.inOrder();
}

/** A code span holds a statement of a program, or a formula as text. */
function* readSnippet(
  text: string,
  { start, end }: Region,
  equations: EquationReader,
  program: () => ProgramReader,
): Steps<void> {
  const source = text.slice(start, end);
  if (/[∂∇←\\]|\$/.test(source)) yield* equations.read({ start, end }, true);
  else if (source.includes('=')) yield* program().read({ start, end });
}

function* readNotebook(file: string, network: Network): Steps<ReadDocument> {
  const notebook = yield* notebookText(file);
  if (!notebook) {
    const span = { start: 0, end: Math.min(file.length, 1) };
    const message = say(
      'This file is no notebook: it needs to be JSON with a list "cells". Save it from Jupyter again.',
    );
    return { formulas: [], unreadable: [{ span, message }] };
  }
  const read = yield* readRegions(notebook.text, notebook.regions, 'markdown', network);
  const mover = new Mover(notebook.place);
  const formulas: WrittenFormula[] = [];
  for (const formula of read.formulas) {
    formulas.push(mover.formula(formula));
    yield;
  }
  return {
    formulas,
    unreadable: read.unreadable.map((place) => ({ ...place, span: notebook.place(place.span) })),
  };
}
