import type { Story } from '../../../src/protocol/views/story';
import { FormulaRow } from '../../derivation/formulaRow';
import { h } from '../../element';
import { visibleText } from '../../format';
import { Twin } from '../dataTable';
import { Latest } from '../latest';
import type { Shown, View, ViewContext } from '../view';
import { slopeFigure, slopeTable } from './slopeFigure';
import { storyStrings } from './strings';

/** One step of learning in plain words, with this network's numbers. */
export class StoryView implements View {
  readonly element = h('article', { class: 'story', 'aria-label': storyStrings.title });
  readonly #none = h('p', { class: 'note' }, storyStrings.noData);
  readonly #body = h('div', {});
  readonly #twin = new Twin(storyStrings.table);
  readonly #asked: Latest<Story | null>;
  #shown: Shown | null = null;
  #told = '';

  constructor({ ask }: ViewContext) {
    this.#asked = new Latest(
      (signal) => ask('story', null, signal),
      (story) => {
        this.#draw(story);
      },
    );
    this.element.append(this.#none, this.#body);
    this.#none.hidden = true;
  }

  show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    if (!shown.network || !shown.isUsable) return;
    if (shown.network !== before?.network || !before.isUsable) this.#asked.ask();
  }

  hide(): void {
    this.#asked.cancel();
    this.#shown = null;
  }

  #draw(story: Story | null): void {
    this.#none.hidden = story !== null;
    this.#body.hidden = story === null;
    if (!story) return;
    // Where the numbers are the same, as when another weight is selected, everything stays in place.
    const told = JSON.stringify([story.chapters, story.objective, story.merged]);
    if (told === this.#told) return;
    this.#told = told;
    const chapters = story.chapters.map(({ id, title, paragraphs }) => {
      const section = h(
        'section',
        { class: 'chapter', 'data-chapter': id },
        h('h2', {}, visibleText(title)),
        ...paragraphs.map((text) => h('p', {}, visibleText(text))),
      );
      // The slopes are what the errors are multiplied by.
      if (id === 'backward' && story.slopes.length > 0) {
        this.#twin.show(() => story.slopes.map(slopeTable));
        section.append(
          ...story.slopes.map(slopeFigure),
          h('p', { class: 'note' }, storyStrings.tangents),
          this.#twin.element,
        );
      }
      return section;
    });
    const objective = h(
      'section',
      { class: 'aside', 'aria-label': storyStrings.objective },
      h('h2', {}, storyStrings.objective),
      ...story.objective.map((text) => h('p', {}, visibleText(text))),
    );
    const [forward, error, ...rest] = chapters;
    this.#body.replaceChildren(
      ...[forward, ...mergedSections(story), error, objective, ...rest].filter((part) => part !== undefined),
    );
  }
}

function mergedSections({ merged }: Story): HTMLElement[] {
  if (merged.length === 0) return [];
  const parts = merged.flatMap(({ sentence, latex }) => [
    h('p', {}, visibleText(sentence)),
    ...latex.map((formula) => {
      const row = new FormulaRow('merged-formula');
      row.show(formula);
      return row.element;
    }),
  ]);
  return [h('section', { class: 'merged' }, h('h2', {}, storyStrings.merged), ...parts)];
}
