/** What a stage refuses or cannot do. `runtime/http.ts` alone knows which status each becomes. */
export class DomainError extends Error {
  override name = this.constructor.name;
}

/** The bytes are not a feed we can read; the message says why, for a person. */
export class UnreadableFeedError extends DomainError {}

/** Our own guard said no before or while fetching: address, scheme, port, size, depth or time. */
export class RefusedError extends DomainError {}

/** The other side's fault while fetching: refused connection, bad status, broken transfer. */
export class FetchFailedError extends DomainError {
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

/** Somebody changed the issue between our read and our write. */
export class StaleRevisionError extends DomainError {
  constructor(
    readonly shown: number,
    readonly stored: number,
  ) {
    super(`This page showed revision ${shown}, but the draft is now at revision ${stored}.`);
  }
}

/** The issue is not in a state that allows this step. */
export class WrongStateError extends DomainError {}

/** There is no such issue, page or item, or the visitor may not know that there is. */
export class NotFoundError extends DomainError {}

/** A form or request that cannot be understood; the message names the field and what was expected. */
export class BadRequestError extends DomainError {}
