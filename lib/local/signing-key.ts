import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { listen, type Service } from './service';

/** The one parameter there is. */
export const signingKeyName = 'signing-key';

interface Question {
  action: string;
  input: { Name?: string; Value?: string; Type?: string };
}

/**
 * Parameter Store, as far as one encrypted parameter that is made once and read; a folder keeps it between runs, so that
 * mailed links go on working, and a key that is rotated there is taken up. The file's name is that of folders kept since the first version.
 */
export async function startSigningKey(folder?: string): Promise<Service> {
  const parameter = folder === undefined ? keepInMemory() : keepInFile(join(folder, 'signing-secret.json'));
  const server = createServer(async (incoming, answer) => {
    const { status, body } = reply(await readQuestion(incoming), parameter);
    answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  return listen(server);
}

interface Kept {
  read(): string | undefined;
  make(value: string): void;
}

function keepInMemory(): Kept {
  let kept: string | undefined;
  return {
    read: () => kept,
    make(value) {
      kept = value;
    },
  };
}

const keepInFile = (file: string): Kept => ({
  read: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
  make: (value) => writeFileSync(file, value, { flag: 'wx', mode: 0o600 }),
});

function reply({ action, input }: Question, parameter: Kept): { status: number; body: object } {
  const fault = (__type: string, message: string) => ({ status: 400, body: { __type, message } });
  if (action !== 'AmazonSSM.GetParameter' && action !== 'AmazonSSM.PutParameter')
    return fault('ValidationException', 'Only GetParameter and PutParameter are answered here.');
  if (input.Name !== signingKeyName)
    return fault('ParameterNotFound', `The only parameter here is ${signingKeyName}, not ${input.Name}.`);
  const Value = parameter.read();
  if (action === 'AmazonSSM.GetParameter') {
    if (Value === undefined) return fault('ParameterNotFound', `Nobody has made ${signingKeyName} yet.`);
    return { status: 200, body: { Parameter: { Name: signingKeyName, Type: 'SecureString', Value } } };
  }
  if (Value !== undefined) return fault('ParameterAlreadyExists', `${signingKeyName} was made already.`);
  parameter.make(input.Value ?? '');
  return { status: 200, body: { Version: 1 } };
}

async function readQuestion(incoming: IncomingMessage): Promise<Question> {
  const input = JSON.parse((await text(incoming)) || '{}') as Question['input'];
  return { action: String(incoming.headers['x-amz-target']), input };
}
