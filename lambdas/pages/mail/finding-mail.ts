import type { Finding } from '../../domain/finding';

/** A mail of plain text to the operator. SNS takes a subject of at most 99 printable ASCII characters. */
export function findingMail(findings: readonly Finding[], runbook: string): { subject: string; text: string } {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const subject = `sre-digest: ${(first?.says ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 99 - 12 - more.length)}${more}`;
  const told = findings.map(({ says, count, anchor }) => {
    const times = count > 1 ? ` (${count} of them)` : '';
    return `- ${upper(says)}${times}.\n  What to do: ${runbook}#${anchor}`;
  });
  const text = `Found, and not told before:\n\n${told.join('\n\n')}\n\nEach is told once: again only if it had ended for an hour, or if there are more of it.\n`;
  return { subject, text };
}

const upper = (clause: string) => clause.charAt(0).toUpperCase() + clause.slice(1);
