import { redrive } from '../../lambdas/adapters/dead-letters';
import { readFlags, Terminal, UsageError } from '../local/terminal';
import { explainRegion, silenceSdk } from './open-table';

const usage = `npm run redrive -- [--queue URL]    moves the polls that were given up back into the poll queue, in their order
  --queue URL   the poll queue (default: QUEUE_URL); its redrive policy names the dead-letter queue`;

const options = { queue: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

/** Runs the command; the exit code is 0, 1 when SQS would not, 2 for a wrong call. */
export async function runRedrive(args: string[]): Promise<number> {
  const terminal = new Terminal();
  silenceSdk();
  try {
    const { values } = readFlags('redrive', { args, options });
    if (values.help) {
      terminal.line(usage);
      return 0;
    }
    const queue = values.queue ?? process.env['QUEUE_URL'];
    if (!queue)
      throw new UsageError(
        'redrive: which queue? Give --queue URL, or set QUEUE_URL; the stack names it as the poll queue.',
      );
    const moved = await redrive(queue);
    process.stdout.write(`moved ${moved}\n`);
    return 0;
  } catch (error) {
    const { message } = error as Error;
    const isUsage = error instanceof UsageError;
    terminal.line(
      isUsage ? message : `redrive: the queue could not be used: ${explainRegion(error as Error) ?? message}`,
    );
    return isUsage ? 2 : 1;
  }
}
