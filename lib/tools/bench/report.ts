import type { BenchTable } from './part';

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
const line = 24;
const labels = 190;
const longest = 380;

/** One table as bars, readable on a light and on a dark page. */
export function drawChart({ title, columns, rows, chart }: BenchTable): string {
  const column = chart?.column ?? 1;
  const bars = rows.map((row) => ({ name: String(row[0]), value: Number(row[column]) }));
  const most = Math.max(...bars.map(({ value }) => value), 1e-9);
  const height = 34 + bars.length * line;
  const drawn = bars.map(({ name, value }, index) => {
    const y = 30 + index * line;
    const width = Math.max(1, Math.round((Math.max(0, value) / most) * longest));
    return `<text x="${labels - 8}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text><rect x="${labels}" y="${y}" width="${width}" height="16" fill="#3b82c4"/><text x="${labels + width + 6}" y="${y + 13}">${value}</text>`;
  });
  const heading = `${title.split(/[,:]/)[0]}: ${columns[column]}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 ${height}" width="640" height="${height}" font-family="sans-serif" font-size="12" fill="#777" role="img" aria-label="${escapeXml(heading)}"><text x="4" y="16" font-weight="bold">${escapeXml(heading)}</text>${drawn.join('')}</svg>\n`;
}

/** The report as Markdown: machine, date and command first, then every table. */
export function spellReport(
  tables: readonly BenchTable[],
  about: { machine: string; date: string; command: string },
): string {
  const spelt = tables.map(({ title, columns, rows, chart, note }) =>
    [
      `## ${title}`,
      '',
      `| ${columns.join(' | ')} |`,
      `| ${columns.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`,
      ...rows.map((row) => `| ${row.join(' | ')} |`),
      ...(chart ? ['', `![${title}](docs/${chart.file})`] : []),
      ...(note ? ['', note] : []),
    ].join('\n'),
  );
  return `# Benchmarks\n\nMeasured on ${about.date} by \`${about.command}\` on ${about.machine}. Trust the ratios more than the figures.\n\n${spelt.join('\n\n')}\n`;
}
