// The web addresses, as API Gateway spells them: shared by the manifest and the handlers. Imports nothing.

/** Answered by `desk`, whose role cannot write. */
export const deskRoutes = [
  'GET /',
  'GET /open/{issue}',
  'GET /desk/{issue}',
  'GET /issues',
  'GET /issues/{issue}',
  'GET /issues/{issue}/markdown',
  'GET /feed.xml',
  'GET /feed.json',
] as const;

/** Answered by `decide`. */
export const decideRoutes = [
  'POST /desk/{issue}/item',
  'POST /desk/{issue}/outages',
  'POST /desk/{issue}/approve',
  'POST /desk/{issue}/pull-back',
  'POST /desk/{issue}/reject',
] as const;

export type DeskRoute = (typeof deskRoutes)[number];
export type DecideRoute = (typeof decideRoutes)[number];
