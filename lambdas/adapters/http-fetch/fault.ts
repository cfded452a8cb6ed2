import { FetchFailedError, RefusedError } from '../../domain/errors';
import type { FetchAnswer } from '../../domain/fetch/fetch-answer';

/** Codes of Node and OpenSSL (their prefix) for a certificate that does not prove the host. */
const CERTIFICATE_CODES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|CRL_)/;

const FAULTS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^(ENOTFOUND|ENODATA|ENONAME)$/, 'There is no such host.'],
  [/^(EAI_AGAIN|ETIMEOUT|ESERVFAIL|EREFUSED|ECANCELLED)$/, 'The host name could not be looked up just now.'],
  [/^ECONNREFUSED$/, 'The server refused the connection.'],
  [/^(ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL)$/, 'The server cannot be reached from here.'],
  [/^ETIMEDOUT$/, 'The server did not accept the connection in time.'],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'The connection broke before the answer was complete.'],
  [/^(Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING)/, 'The compressed answer is damaged or incomplete.'],
  [/^(EPROTO|ERR_SSL)/, 'A secure connection could not be agreed with the server.'],
  [/^HPE_/, 'The answer is not proper HTTP.'],
];

/** The words for OpenSSL's verdicts that people meet; others are named by their code. */
const CERTIFICATE_WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its chain is incomplete',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host',
};

/** Turns whatever went wrong into the answer: refused when our guard said no, failed when it was the other side's fault. */
export function explainFault(error: unknown): FetchAnswer {
  if (error instanceof RefusedError) return { kind: 'refused', reason: error.message };
  if (error instanceof FetchFailedError) {
    return { kind: 'failed', reason: error.message, ...(error.status === undefined ? {} : { status: error.status }) };
  }
  const { code = '', message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  if (CERTIFICATE_CODES.test(code)) {
    return {
      kind: 'refused',
      reason: `The server's certificate was not accepted: ${CERTIFICATE_WORDS[code] ?? code}.`,
    };
  }
  if (code === 'HPE_HEADER_OVERFLOW')
    return { kind: 'refused', reason: "The answer's headers are larger than 16 KiB." };
  const known = FAULTS.find(([pattern]) => pattern.test(code));
  return { kind: 'failed', reason: known?.[1] ?? `The fetch failed: ${message.slice(0, 200)}` };
}
