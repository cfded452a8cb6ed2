import { askProgram, bundleProgram } from './child';
import type { MemoryFigures, Served } from './memory-roles';
import type { BenchPart } from './part';

/** Of megabytes above idle: hostile transport may cost so many, a hostile document the parser reads to its end so many. */
const allowed = { server: 64, document: 200 };

let measured: MemoryFigures | undefined;

/** How far a poller's memory rises above idle while hostile servers answer it and hostile documents are read, one after the other. */
export const memoryPart: BenchPart = {
  name: 'memory',
  async measure({ tell }) {
    tell('memory: hostile servers, then thirty hostile documents of 5 MiB, one after the other …');
    const program = bundleProgram('memory-roles');
    const server = await askProgram<Served>(program.file, ['server']);
    try {
      const poller = await askProgram<MemoryFigures>(program.file, ['poller', JSON.stringify(server.answer)]);
      measured = poller.answer;
      await poller.end();
    } finally {
      await server.end();
      program.remove();
    }
    const { idleMegabytes, peaks } = measured;
    const [answers, documents] = [peaks.slice(0, -30), peaks.slice(-30)];
    const worst = (some: typeof peaks) => some.reduce((most, peak) => (peak.megabytes > most.megabytes ? peak : most));
    return [
      {
        title: 'Memory above idle while reading what is hostile',
        columns: ['what', 'MB above idle', 'the worst of them'],
        rows: [
          [`${answers.length} hostile servers in a row`, worst(answers).megabytes, worst(answers).name],
          [
            `${documents.length} hostile documents of 5 MiB in a row`,
            worst(documents).megabytes,
            worst(documents).name,
          ],
        ],
        note: `Resident set of a process of its own, every 2 ms; idle after twenty polls, it has ${idleMegabytes} MB. At most ${allowed.server} MB above that are wanted for a server, ${allowed.document} for a document.`,
      },
    ];
  },
  figures: () => measured,
};
