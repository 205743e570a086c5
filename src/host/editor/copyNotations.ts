/** What a gradient is copied as, in the order in which it is offered. */
export const copyNotations = ['LaTeX', 'Markdown', 'Unicode', 'Python', 'MathML'] as const;

export type CopyNotation = (typeof copyNotations)[number];
