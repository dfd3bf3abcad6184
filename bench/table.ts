/** A Markdown table, padded so that it also reads well in a terminal; all columns but the outer two hold numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === head.length - 1;
  const line = (values: readonly string[]): string =>
    `| ${widths.map((width, column) => (isText(column) ? (values[column] ?? '').padEnd(width) : (values[column] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
