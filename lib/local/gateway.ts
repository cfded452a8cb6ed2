import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AccessLine } from '../../lambdas/contract/access-log';
import type { LambdaName } from '../../lambdas/contract/env';
import { functions, type Route } from '../functions';
import { listen, type Service } from './service';

type WebHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const largestBody = 1024 * 1024;

interface Matcher {
  routeKey: Route;
  handler: WebHandler;
  match(method: string, path: string): Record<string, string> | undefined;
}

/** API Gateway's HTTP API in the process: the manifest's routes, payload format 2.0, and a line for every answer of a lambda, once it is on its way. */
export async function startGateway(
  handlers: Partial<Record<LambdaName, WebHandler>>,
  port?: number,
  answered: (line: AccessLine) => void = () => {},
): Promise<Service> {
  const matchers = Object.entries(handlers).flatMap(([name, handler]) => {
    const { trigger } = functions[name as LambdaName];
    return trigger.kind === 'http' ? trigger.routes.map((routeKey) => matcherOf(routeKey, handler)) : [];
  });
  const server = createServer(async (incoming, answer) => {
    const url = new URL(incoming.url ?? '/', 'http://gateway');
    for (const { routeKey, handler, match } of matchers) {
      const pathParameters = match(incoming.method ?? '', url.pathname);
      if (!pathParameters) continue;
      const began = Date.now();
      const body = await readBody(incoming);
      if (body === undefined) {
        answer.writeHead(413, { 'content-type': 'application/json' }).end('{"message":"Request Too Long"}');
        return;
      }
      const event = eventOf(incoming, url, routeKey, pathParameters, body);
      const result = await handler(event).catch((error: Error) => {
        process.stderr.write(`${routeKey} failed: ${error.stack}\n`);
        return { statusCode: 500, body: '{"message":"Internal Server Error"}' } as APIGatewayProxyStructuredResultV2;
      });
      const headers: Record<string, string | string[]> = { ...(result.headers as Record<string, string>) };
      if (result.cookies?.length) headers['set-cookie'] = result.cookies;
      answer
        .writeHead(result.statusCode ?? 200, headers)
        .end(Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'));
      answered({
        time: new Date().toISOString(),
        requestId: event.requestContext.requestId,
        from: event.requestContext.http.sourceIp,
        route: routeKey,
        status: String(result.statusCode ?? 200),
        bytes: String(result.body?.length ?? 0),
        milliseconds: String(Date.now() - began),
        error: '-',
      });
      return;
    }
    incoming.resume();
    answer.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  });
  return listen(server, port);
}

function matcherOf(routeKey: Route, handler: WebHandler): Matcher {
  const [method, template = ''] = routeKey.split(' ');
  const pattern = new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  return {
    routeKey,
    handler,
    match(asked, path) {
      const found = asked === method ? pattern.exec(path) : null;
      return found ? { ...found.groups } : undefined;
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    size += (part as Buffer).length;
    if (size <= largestBody) parts.push(part as Buffer);
  }
  return size > largestBody ? undefined : Buffer.concat(parts);
}

function eventOf(
  incoming: IncomingMessage,
  url: URL,
  routeKey: Route,
  pathParameters: Record<string, string>,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const { cookie, ...headers } = incoming.headers;
  const isText = /^(text\/|application\/(json|x-www-form-urlencoded))/.test(headers['content-type'] ?? '');
  const query = Object.fromEntries(url.searchParams);
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    ...(url.search && { queryStringParameters: query }),
    pathParameters: Object.fromEntries(
      Object.entries(pathParameters).map(([name, value]) => [name, decodePath(value)]),
    ),
    ...(body.length > 0 && { body: isText ? body.toString() : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: incoming.method ?? '',
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}

function decodePath(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
