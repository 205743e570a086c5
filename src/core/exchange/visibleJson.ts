/** A text as JSON in which everything can be seen: names in files of others may hold what turns or hides the text around. */
export function visibleJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    (hidden) =>
      Array.from(
        { length: hidden.length },
        (_, unit) => `\\u${hidden.charCodeAt(unit).toString(16).padStart(4, '0')}`,
      ).join(''),
  );
}
