import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { explainFileFault, readFlags, Terminal, UsageError } from '../../local/terminal';
import { explainTableFault, silenceSdk } from '../open-table';
import { exportTable } from './export-table';
import { RestoreError, restoreTable } from './restore-table';

const exportUsage = `npm run export -- --table NAME --out FILE    every item of the table, as JSON lines
  --table NAME   the deployed table, in the account and region the AWS variables say
  --out FILE     a file that is not there yet`;
const restoreUsage = `npm run restore -- --from FILE --table NAME    what an export holds, into the table of a new stack
  --from FILE    what "npm run export" wrote; all of it is checked before anything is written
  --table NAME   a table without issues; what the new stack found by itself gives way, what is there already is left
  --replace      the table of a stack that has worked: the file's items take the place of those there; mails, what went out and the others stay
  --publish      an issue that was approved when the file was written may go out, as it will by itself`;

const theTable = 'the name of the deployed table';

/** Runs `npm run export`; the exit code is 0, 1 when the table could not be read, 2 for a wrong call. */
export function runExport(args: string[], now: string): Promise<number> {
  return run(
    'export',
    exportUsage,
    { table: theTable, out: 'a file that is not there yet' },
    [],
    args,
    async ({ table, out }, _, client, terminal) => {
      if (existsSync(out)) throw new UsageError(`--out: expected a file that is not there yet; ${out} is.`);
      if (!existsSync(dirname(out)))
        throw new UsageError(`--out: expected a file in a folder that is there; make ${dirname(out)} first.`);
      const items = await exportTable(client, table, out, now, (done) => terminal.progress('export', done, done));
      terminal.line(`${items} items of ${table} are in ${out}.`);
    },
  );
}

/** Runs `npm run restore`; the exit code is 0, 1 when the table could not be written, 2 for a wrong call or a bad file. */
export function runRestore(args: string[]): Promise<number> {
  return run(
    'restore',
    restoreUsage,
    { from: 'a file that "npm run export" wrote', table: theTable },
    ['replace', 'publish'],
    args,
    async ({ from, table }, { replace, publish }, client, terminal) => {
      if (!existsSync(from) || !statSync(from).isFile())
        throw new UsageError(`--from: expected a file that "npm run export" wrote, but there is no file ${from}.`);
      const progress = (done: number) => terminal.progress('restore', done, done);
      const { items, written, out } = await restoreTable(client, from, table, progress, { replace, publish });
      const before = items > written ? `; ${items - written} were there already` : '';
      terminal.line(`${written} of ${items} items were written to ${table}${before}.`);
      if (out.length > 0)
        terminal.line(`What went out since the file was written stays as it is: #${out.join(', #')}.`);
    },
  );
}

async function run<Flag extends string, Switch extends string>(
  command: string,
  usage: string,
  /** What each of its flags, all of them needed, is followed by. */
  flags: Record<Flag, string>,
  switches: readonly Switch[],
  args: string[],
  act: (
    values: Record<Flag, string>,
    on: Record<Switch, boolean>,
    client: DynamoDBClient,
    terminal: Terminal,
  ) => Promise<void>,
): Promise<number> {
  const terminal = new Terminal();
  silenceSdk();
  let client: DynamoDBClient | undefined;
  try {
    const given = parse(command, flags, switches, args);
    if (given === 'help') {
      terminal.line(usage);
      return 0;
    }
    client = new DynamoDBClient({});
    await act(given.values, given.on, client, terminal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError || error instanceof RestoreError) {
      terminal.line(error.message);
      return 2;
    }
    const fault = explainFileFault(error);
    if (fault !== undefined) {
      terminal.line(`${command}: ${fault}.`);
      return 2;
    }
    const message = explainTableFault(command, error);
    if (message === undefined) throw error;
    terminal.line(message);
    return 1;
  } finally {
    client?.destroy();
  }
}

function parse<Flag extends string, Switch extends string>(
  command: string,
  flags: Record<Flag, string>,
  switches: readonly Switch[],
  args: string[],
): { values: Record<Flag, string>; on: Record<Switch, boolean> } | 'help' {
  const options = Object.fromEntries(Object.keys(flags).map((flag) => [flag, { type: 'string' as const }]));
  const switched = Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }]));
  const help = { type: 'boolean', short: 'h' } as const;
  const { values } = readFlags(command, { args, options: { ...options, ...switched, help } });
  if (values.help) return 'help';
  const given = values as Partial<Record<string, string | boolean>>;
  for (const flag of Object.keys(flags) as Flag[]) {
    if (!given[flag]) throw new UsageError(`--${flag}: expected ${flags[flag]}, got nothing.`);
  }
  const on = Object.fromEntries(switches.map((name) => [name, given[name] === true])) as Record<Switch, boolean>;
  return { values: given as Record<Flag, string>, on };
}
