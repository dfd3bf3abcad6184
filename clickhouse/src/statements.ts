const END = /;\s*(?:--.*)?$/;
const COMMENT = /^\s*--/;

/**
 * Splits a SQL file into its statements. A statement ends with a semicolon at the end of a line (a comment may follow);
 * a semicolon inside a line, or in a line that is a comment, ends nothing.
 */
export function statements(sql: string): readonly string[] {
  const parts: string[][] = [[]];
  for (const line of sql.split('\n')) {
    const ends = !COMMENT.test(line) && END.test(line);
    parts.at(-1)?.push(ends ? line.replace(END, '') : line);
    if (ends) parts.push([]);
  }
  return parts.filter((lines) => lines.some(isCode)).map((lines) => lines.join('\n').trim());
}

const isCode = (line: string): boolean => line.trim() !== '' && !COMMENT.test(line);
