/** How a real server fails: its service stops and the machine refuses connections, or nothing comes from it at all. */
export const SERVER_FAILURES = ['service', 'silence'] as const;
export type ServerFailure = (typeof SERVER_FAILURES)[number];
