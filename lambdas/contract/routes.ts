// The web addresses, as API Gateway spells them: shared by the manifest and the handlers. Imports nothing.

/** Answered by `archive`, whose role can neither write nor read the signing key: what everybody may read. */
export const archiveRoutes = [
  'GET /',
  'GET /issues',
  'GET /issues/{issue}',
  'GET /issues/{issue}/markdown',
  'GET /issues/{issue}/text',
  'GET /feed.xml',
  'GET /feed.atom',
  'GET /feed.json',
] as const;

/** Whoever may GET a page may ask for its head alone (RFC 9110, 9.1); of the desk nobody may, so that a scanner's HEAD opens nothing. */
export const archiveHeadRoutes: readonly HeadRoute[] = archiveRoutes.map(
  (route) => `HEAD ${route.slice(4)}` as HeadRoute,
);

/** Answered by `desk`, whose role cannot write. */
export const deskRoutes = [
  'GET /open/{issue}',
  'GET /desk/{issue}',
  'GET /desk/{issue}/find',
  'GET /desk/{issue}/preview/{format}',
  'GET /desk/{issue}/raw/{format}',
  'GET /desk.js',
] as const;

/** Answered by `knock`, whose role can put an item and nothing else: what may be asked before the desk is open. */
export const knockRoutes = ['POST /desk/{issue}/unlock', 'POST /link'] as const;

/** Answered by `decide`. */
export const decideRoutes = [
  'POST /desk/{issue}/item',
  'POST /desk/{issue}/outages',
  'POST /desk/{issue}/opening',
  'POST /desk/{issue}/add',
  'POST /desk/{issue}/undo',
  'POST /desk/{issue}/approve',
  'POST /desk/{issue}/pull-back',
  'POST /desk/{issue}/reject',
  'POST /desk/{issue}/resend',
] as const;

/** Answered by `look`, which fetches what the editor points at, and whose role cannot write. */
export const lookRoutes = ['POST /desk/{issue}/link', 'POST /desk/{issue}/check'] as const;

export type ArchiveRoute = (typeof archiveRoutes)[number];
export type HeadRoute = `HEAD /${string}`;
export type DeskRoute = (typeof deskRoutes)[number];
export type KnockRoute = (typeof knockRoutes)[number];
export type DecideRoute = (typeof decideRoutes)[number];
export type LookRoute = (typeof lookRoutes)[number];
