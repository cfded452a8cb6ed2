import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A wrong call: the message names the argument and what was expected. Exit code 2. */
export class UsageError extends Error {}

/** What `parseArgs` found wrong, as one sentence without its last stop: what it adds about `--` helps nobody here. */
export function explainFlagFault(error: unknown): string {
  const [first = ''] = (error as Error).message.split(/\.\s|\n/);
  return first.replace(/\.$/, '');
}

/** The flags of `npm run COMMAND`, and what else was named where that is allowed. Throws UsageError for a call that it does not understand. */
export function readFlags<T extends ParseArgsConfig>(command: string, call: T) {
  try {
    return parseArgs(call);
  } catch (error) {
    throw new UsageError(`${command}: ${explainFlagFault(error)}. Run "npm run ${command} -- --help" for the options.`);
  }
}

const fileFaults: Record<string, string> = {
  EACCES: 'you may not read or write there',
  EPERM: 'you may not read or write there',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is a file, and no folder',
  EISDIR: 'this is a folder, and no file',
};

/** A file or folder that could not be used, in words for a person; undefined for any other fault. */
export function explainFileFault(error: unknown): string | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const why = fileFaults[code];
  return path === undefined || why === undefined ? undefined : `${path}: ${why}`;
}

/** "1 source", "3 sources" */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

const paintWith = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** What the person sees, on stderr: colours and a moving line on a terminal, plain lines in a pipe. */
export class Terminal {
  private readonly live: boolean;
  private moving = false;
  private lastShown = 0;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly link: (text: string) => string;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {
    this.live = stream.isTTY === true;
    const colour = this.live && !process.env['NO_COLOR'];
    const paint = (code: string) => (colour ? paintWith(code) : (text: string) => text);
    this.bold = paint('1');
    this.dim = paint('2');
    this.green = paint('32');
    this.red = paint('31');
    this.link = paint('4;36');
  }

  line(text = ''): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  /** One moving line on a terminal; in a pipe nothing, because the line that follows says it. */
  progress(label: string, done: number, total: number): void {
    if (!this.live || (Date.now() - this.lastShown < 50 && done < total)) return;
    this.lastShown = Date.now();
    const width = 24;
    const filled = total === 0 ? 0 : Math.round((done / total) * width);
    this.stream.write(
      `\r\u001b[2K  ${label} ${this.green('━'.repeat(filled))}${this.dim('━'.repeat(width - filled))} ${done}/${total}`,
    );
    this.moving = true;
  }

  private clear(): void {
    if (!this.moving) return;
    this.stream.write('\r\u001b[2K');
    this.moving = false;
  }
}

/** A reader of what a command answers that has seen enough, such as `head`, is no fault, and stops nothing half-way. */
export function letReaderLeave(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** An address as it may be shown: a password that somebody typed into it is not repeated. */
export const hideCredentials = (address: string) => address.replace(/\/\/[^/?#]*@/, '//…@');
