/** An account that does not exist, in a region an emulator knows. */
export const account = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
} as const;

export interface Call {
  service: string;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request as AWS would take it, but for the signature: emulators read only whom it names. */
export async function callEmulator(endpoint: string, call: Call): Promise<Response> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${account.AWS_ACCESS_KEY_ID}/${date.slice(0, 8)}/${account.AWS_REGION}/${call.service}/aws4_request`;
  return fetch(new URL(call.path ?? '/', endpoint), {
    method: call.method ?? 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=none`,
      'x-amz-date': date,
      ...call.headers,
    },
    ...(call.body !== undefined && { body: call.body }),
  });
}

/** The answer as JSON. Throws what was asked and answered, when it was no success. */
export async function askEmulator<T>(endpoint: string, call: Call): Promise<T> {
  const answer = await callEmulator(endpoint, call);
  const text = await answer.text();
  if (!answer.ok)
    throw new Error(`${call.service} ${call.path ?? ''} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

/** The old query interface, answered in XML. */
export async function queryEmulator(endpoint: string, service: string, query: Record<string, string>): Promise<string> {
  const answer = await callEmulator(endpoint, {
    service,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(query).toString(),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${query['Action']} answered ${answer.status}: ${text.slice(0, 300)}`);
  return text;
}

/** A call of the JSON 1.0/1.1 interface, such as DynamoDB's. */
export function askJson<T>(
  endpoint: string,
  service: string,
  target: string,
  input: object,
  version = '1.0',
): Promise<T> {
  return askEmulator<T>(endpoint, {
    service,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body: JSON.stringify(input),
  });
}
